/*
 * citizen_routes: see the header. Field sizes are in bytes and generous: what is
 * a little too long is told on the page, not refused by the engine.
 */
#include "web/citizen_routes.h"
#include "web/help.h"
#include "web/home.h"
#include "web/lapor.h"
#include "web/quick_exit.h"
#include "web/track.h"

#define LINE 4000
#define STORY 90000
#define CODE 40
#define FORM 32768
#define STORY_FORM 400000 /* three bytes in the body for one of a story */

/* A page that everybody gets alike. */
#define PAGE(path, handler) \
    { METHOD_GET, path, WHO_ANYONE, 0, NO_FIELDS, ROUTE_PUBLIC, NULL, NULL, NULL, handler }
#define STEP(path, room, ...)                                                                \
    { METHOD_GET, path, WHO_ANYONE, 0, FIELDS({ "dari", CODE, false }), ROUTE_SENSITIVE,     \
      NULL, NULL, NULL, get_lapor_step },                                                    \
    { METHOD_POST, path, WHO_ANYONE, room,                                                   \
      FIELDS({ "dari", CODE, false }, { "isi", CODE, false }, __VA_ARGS__), ROUTE_SENSITIVE, \
      NULL, check_lapor_step, write_lapor_step, reply_lapor_step }
#define DAY_FIELDS(name) \
    { name "_d", CODE, false }, { name "_m", CODE, false }, { name "_y", CODE, false }
#define PERSON_FIELDS                                                                       \
    { "role", CODE, false }, { "body", CODE, false }, { "reported", LINE, false },          \
        { "unit", LINE, false }, { "local_chief", CODE, false }, { "institution", CODE, false }
#define WHEN_FIELDS                                                                         \
    DAY_FIELDS("occurred_on"), { "occurred_time", LINE, false }, { "known", CODE, false },  \
        DAY_FIELDS("known_on")

const struct route citizen_routes[] = {
    PAGE("/", get_home),
    PAGE("/bantuan", get_help),
    PAGE("/aman", get_safe),
    PAGE("/privasi", get_privacy),
    PAGE("/aksesibilitas", get_access),
    PAGE("/tahapan", get_stages),
    PAGE("/tahapan.ics", get_stages_ics),
    { METHOD_GET, "/keluar", WHO_ANYONE, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL, NULL,
      get_quick_exit },
    { METHOD_POST, "/tutup", WHO_ANYONE, FORM, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL, NULL,
      post_close },

    { METHOD_GET, "/lapor", WHO_ANYONE, 0, FIELDS({ "siapa", CODE, false }), ROUTE_SENSITIVE,
      NULL, NULL, NULL, get_lapor },
    { METHOD_POST, "/lapor", WHO_ANYONE, FORM, FIELDS({ "siapa", CODE, false }), ROUTE_SENSITIVE,
      "draft", check_start_lapor, write_start_lapor, reply_start_lapor },
    STEP("/lapor/cara", FORM, { "mode", CODE, false }),
    STEP("/lapor/siapa", FORM, { "category", CODE, false }),
    STEP("/lapor/orang", FORM, PERSON_FIELDS),
    STEP("/lapor/apa", STORY_FORM, { "acts", CODE, true }, { "what", STORY, false }),
    STEP("/lapor/kapan", FORM, WHEN_FIELDS),
    STEP("/lapor/tempat", FORM, { "kecamatan", CODE, false }, { "place_detail", LINE, false }),
    STEP("/lapor/desa", FORM, { "desa", CODE, false }),
    STEP("/lapor/bukti", FORM, { "proofs", CODE, true }, { "proof_note", LINE, false }),
    STEP("/lapor/keamanan", FORM, { "witnesses", LINE, false }, { "threatened", CODE, false },
         { "in_progress", CODE, false }, { "exclude", CODE, true }),
    STEP("/lapor/identitas", FORM, { "name", LINE, false }, { "phone", LINE, false },
         { "address", LINE, false }, { "standing", CODE, false }, { "under_17", CODE, false }),
    { METHOD_GET, LAPOR_CHECK, WHO_ANYONE, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL, NULL,
      get_lapor_check },
    { METHOD_POST, LAPOR_CHECK, WHO_ANYONE, FORM, NO_FIELDS, ROUTE_SENSITIVE, "file",
      check_lapor_send, write_lapor_send, reply_lapor_send },
    { METHOD_GET, "/lapor/terima", WHO_ANYONE, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL, NULL,
      get_receipt },
    { METHOD_POST, "/lapor/terima", WHO_ANYONE, FORM, FIELDS({ "akhir", CODE, false }),
      ROUTE_SENSITIVE, NULL, NULL, NULL, post_receipt },

    { METHOD_GET, "/cek", WHO_ANYONE, 0, FIELDS({ "ditutup", CODE, false }), ROUTE_SENSITIVE,
      NULL, NULL, NULL, get_come_back },
    { METHOD_POST, "/cek", WHO_ANYONE, FORM, FIELDS({ "kode", LINE, false }), ROUTE_SENSITIVE,
      "code", check_come_back, write_come_back, reply_come_back },
    { METHOD_GET, "/laporan", WHO_REPORTER, 0, FIELDS({ "kirim", CODE, false }), ROUTE_SENSITIVE,
      NULL, NULL, NULL, get_track },
    { METHOD_POST, "/laporan/pesan", WHO_REPORTER, STORY_FORM, FIELDS({ "pesan", STORY, false }),
      ROUTE_SENSITIVE, "message", check_message, write_tell, reply_tell },
    { METHOD_GET, "/laporan/lengkapi", WHO_REPORTER, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL,
      NULL, get_add },
    { METHOD_POST, "/laporan/lengkapi", WHO_REPORTER, STORY_FORM,
      FIELDS({ "text", STORY, false }, { "isi", CODE, false }, PERSON_FIELDS,
             { "acts", CODE, true }, WHEN_FIELDS, { "kecamatan", CODE, false },
             { "place_detail", LINE, false }, { "proofs", CODE, true },
             { "proof_note", LINE, false }, { "witnesses", LINE, false },
             { "standing", CODE, false }),
      ROUTE_SENSITIVE, "message", check_add, write_tell, reply_tell },
    { METHOD_GET, "/laporan/cabut", WHO_REPORTER, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL,
      NULL, get_withdraw },
    { METHOD_POST, "/laporan/cabut", WHO_REPORTER, STORY_FORM,
      FIELDS({ "pressured", CODE, false }, { "reason", STORY, false }), ROUTE_SENSITIVE,
      "message", check_withdraw, write_tell, reply_tell },
};
const size_t citizen_routes_len = COUNT_OF(citizen_routes);
