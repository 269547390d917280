/* desk_routes: the table. Text fields allow more bytes than a form accepts, so that what is
 * too long is said on the page and not lost. */
#include "web/desk_routes.h"

#define TEXT_MAX 20000
#define BODY_MAX 65536

/* A form on a case: one row shows it, one takes it. */
#define ACT_FIELDS                                                                           \
    FIELDS({ "seen", 12, false }, { "from", 12, false }, { "text", TEXT_MAX, false },         \
           { "title", 2000, false }, { "basis", 2000, false }, { "number", 400, false },      \
           { "register_number", 400, false }, { "sure", 4, false }, { "category", 40, false }, \
           { "intake", 40, false }, { "urgency", 40, false }, { "formal", 8, false },         \
           { "material", 8, false }, { "missing", 40, true }, { "authority", 40, true },      \
           { "result", 40, false }, { "on_d", 12, false }, { "on_m", 12, false },             \
           { "on_y", 12, false }, { "clock", 80, false }, { "what", 20, false },              \
           { "by", 12, false }, { "task", 12, false })

#define ACT(step)                                                                             \
    { METHOD_GET, "/meja/perkara/:number/" step, WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE,  \
      NULL, NULL, NULL, get_desk_act },                                                       \
    { METHOD_POST, "/meja/perkara/:number/" step, WHO_OFFICER, BODY_MAX, ACT_FIELDS,          \
      ROUTE_SENSITIVE, NULL, check_desk_act, write_desk_act, reply_desk_act }

#define INTAKE_FIELDS                                                                          \
    FIELDS({ "once", 64, false }, { "channel", 40, false }, { "mode", 40, false },             \
           { "category", 40, false }, { "reported", 4000, false }, { "role", 40, false },      \
           { "body", 40, false }, { "unit", 4000, false }, { "local_chief", 12, false },       \
           { "what", 60000, false }, { "acts", 40, true }, { "occurred_on_d", 12, false },     \
           { "occurred_on_m", 12, false }, { "occurred_on_y", 12, false },                     \
           { "occurred_time", 4000, false }, { "known_on_d", 12, false },                      \
           { "known_on_m", 12, false }, { "known_on_y", 12, false },                           \
           { "kecamatan", 20, false }, { "place_detail", 4000, false }, { "proofs", 8, true }, \
           { "proof_note", 4000, false }, { "witnesses", 12, false },                          \
           { "in_progress", 12, false }, { "threatened", 12, false }, { "exclude", 40, true }, \
           { "name", 4000, false }, { "phone", 4000, false }, { "address", 4000, false },      \
           { "voter_here", 12, false }, { "standing", 40, false }, { "read_back", 8, false })

const struct route desk_routes[] = {
    { METHOD_GET, "/meja/masuk", WHO_ANYONE, 0,
      FIELDS({ "ke", 400, false }, { "login", 400, false }, { "keluar", 4, false }),
      ROUTE_SENSITIVE, NULL, NULL, NULL, get_desk_sign_in },
    { METHOD_POST, "/meja/masuk", WHO_ANYONE, 4096,
      FIELDS({ "ke", 400, false }, { "login", 400, false }, { "password", 1024, false },
             { "totp", 64, false }, { "keluar", 4, false }),
      ROUTE_SENSITIVE | ROUTE_SLOW, "sign_in", check_desk_sign_in, write_desk_sign_in,
      reply_desk_sign_in },
    { METHOD_POST, "/meja/keluar-sesi", WHO_OFFICER, 4096, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL,
      write_desk_sign_out, reply_desk_sign_out },
    { METHOD_GET, "/meja", WHO_OFFICER, 0,
      FIELDS({ "tab", 20, false }, { "kategori", 40, false }, { "kecamatan", 20, false },
             { "setelah", 64, false }, { "hasil", 20, false }),
      ROUTE_SENSITIVE, NULL, NULL, NULL, get_desk_inbox },
    { METHOD_GET, "/meja/cari", WHO_OFFICER, 0,
      FIELDS({ "q", 800, false }, { "setelah", 64, false }), ROUTE_SENSITIVE | ROUTE_SLOW,
      "search", check_desk_search, NULL, reply_desk_search },
    { METHOD_GET, "/meja/perkara/:number", WHO_OFFICER, 0,
      FIELDS({ "tulis", 20, false }, { "hasil", 20, false }), ROUTE_SENSITIVE, NULL, NULL, NULL,
      get_desk_case },
    { METHOD_GET, "/meja/perkara/:number/identitas", WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE,
      NULL, NULL, NULL, get_desk_identity },
    { METHOD_GET, "/meja/catat", WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL, NULL,
      get_desk_intake },
    { METHOD_POST, "/meja/catat", WHO_OFFICER, 262144, INTAKE_FIELDS, ROUTE_SENSITIVE, NULL,
      check_desk_intake, write_desk_intake, reply_desk_intake },
    ACT("catatan"),
    ACT("pesan"),
    ACT("ambil"),
    ACT("telaah"),
    ACT("lengkapi"),
    ACT("nomor"),
    ACT("temuan"),
    ACT("teruskan"),
    ACT("balasan"),
    ACT("tenggat"),
    ACT("tugas"),
    ACT("gabung"),
    ACT("putus"),
    ACT("tutup"),
    ACT("buka"),
};
const size_t desk_routes_len = COUNT_OF(desk_routes);
