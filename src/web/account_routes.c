/* account_routes: the table of an officer's own account, his first steps, and the door's second
 * page. */
#include "web/account.h"
#include "web/desk_routes.h"
#include "web/passkey_form.h"

#define FORM_MAX 32768

#define FORM(path, ...)                                                                         \
    { METHOD_GET, path, WHO_OFFICER, 0, FIELDS({ "apa", 20, false }, { "id", 2100, false }),     \
      ROUTE_SENSITIVE, NULL, NULL, NULL, get_account_form, MAY_SIGN_IN },                        \
    { METHOD_POST, path, WHO_OFFICER, FORM_MAX, FIELDS(PASSWORD_AGAIN_FIELD, __VA_ARGS__),       \
      ROUTE_SENSITIVE | ROUTE_GRAVE, NULL, check_account_form, write_account_form,               \
      reply_account_form, MAY_SIGN_IN }

#define PASSWORD_FIELDS { "fresh", 2048, false }, { "twice", 2048, false }
#define TOTP_FIELDS { "box", TOTP_BOX_TEXT, false }, { "totp", 64, false }
#define ID_FIELDS { "apa", 20, false }, { "id", 2100, false }

const struct route account_routes[] = {
    { METHOD_GET, "/meja/masuk/kedua", WHO_ANYONE, 0, FIELDS({ "ke", 400, false }),
      ROUTE_SENSITIVE, NULL, NULL, NULL, get_desk_second, PERMISSION_NONE },
    { METHOD_POST, "/meja/masuk/kedua", WHO_ANYONE, FORM_MAX,
      FIELDS({ "ke", 400, false }, { "totp", 200, false }, PASSKEY_FIELDS), ROUTE_SENSITIVE,
      "sign_in", check_desk_second, write_desk_second, reply_desk_second, PERMISSION_NONE },
    { METHOD_GET, "/meja/mulai", WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE | ROUTE_FIRST, NULL,
      NULL, NULL, get_first_steps, MAY_SIGN_IN },
    { METHOD_POST, "/meja/mulai", WHO_OFFICER, FORM_MAX,
      FIELDS(PASSWORD_AGAIN_FIELD, PASSWORD_FIELDS, TOTP_FIELDS, PASSKEY_FIELDS),
      ROUTE_SENSITIVE | ROUTE_GRAVE | ROUTE_FIRST, NULL, check_first_steps, write_first_steps,
      reply_first_steps, MAY_SIGN_IN },
    { METHOD_GET, "/meja/saya", WHO_OFFICER, 0, FIELDS({ "hasil", 20, false }), ROUTE_SENSITIVE,
      NULL, NULL, NULL, get_account, MAY_SIGN_IN },
    { METHOD_GET, "/meja/saya/aplikasi/qr.png", WHO_OFFICER, 0,
      FIELDS({ "kotak", TOTP_BOX_TEXT, false }), ROUTE_SENSITIVE | ROUTE_FIRST, NULL, NULL, NULL,
      get_totp_qr, MAY_SIGN_IN },
    FORM("/meja/saya/sandi", PASSWORD_FIELDS),
    FORM("/meja/saya/aplikasi", TOTP_FIELDS),
    FORM("/meja/saya/kunci", { "name", 400, false }, PASSKEY_FIELDS),
    FORM("/meja/saya/hapus", ID_FIELDS),
    FORM("/meja/saya/slip", { "apa", 20, false }),
    FORM("/meja/saya/sesi", ID_FIELDS),
};
const size_t account_routes_len = COUNT_OF(account_routes);
