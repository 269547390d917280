/* agency_routes: see the header. */
#include "web/agency_routes.h"

#define BODY_MAX 8192

#define DEED(step, may)                                                                            \
    { METHOD_GET, "/meja/lembaga/" step, WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL,   \
      NULL, get_key_deed, may },                                                                   \
    { METHOD_POST, "/meja/lembaga/" step, WHO_OFFICER, BODY_MAX,                                   \
      FIELDS({ "vkey", 400, false }, PASSWORD_AGAIN_FIELD), ROUTE_SENSITIVE | ROUTE_GRAVE, NULL,   \
      check_key_deed, write_key_deed, reply_key_deed, may }

const struct route agency_routes[] = {
    { METHOD_GET, "/meja/lembaga", WHO_OFFICER, 0, FIELDS({ "hasil", 20, false }), ROUTE_SENSITIVE,
      NULL, NULL, NULL, get_desk_agency, MAY_SIGN_IN },
    DEED("kunci", MAY_MANAGE_PEOPLE),
    DEED("kertas", MAY_MANAGE_PEOPLE),
    DEED("saksi", MAY_MANAGE_PEOPLE),
    /* a custodian's, or else a head's: renew_custody says which */
    DEED("identitas", MAY_RENEW_SHARES),
};
const size_t agency_routes_len = COUNT_OF(agency_routes);
