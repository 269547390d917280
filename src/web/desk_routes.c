/* desk_routes: the table. Text fields allow more bytes than a form accepts, so that what is
 * too long is said on the page and not lost. */
#include "web/desk_routes.h"
#include <string.h>
#include "action/session.h"

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

#define ACT(step, may)                                                                        \
    { METHOD_GET, "/meja/perkara/:number/" step, WHO_OFFICER, 0, NO_FIELDS,                   \
      ROUTE_SENSITIVE | ROUTE_RECORDED, NULL, check_desk_form, write_desk_form,               \
      reply_desk_form, may },                                                                 \
    { METHOD_POST, "/meja/perkara/:number/" step, WHO_OFFICER, BODY_MAX, ACT_FIELDS,          \
      ROUTE_SENSITIVE, NULL, check_desk_act, write_desk_act, reply_desk_act, may }

/* Who may know what: each of these asks for the password again. */
#define CUSTODY(step, may)                                                                     \
    { METHOD_GET, "/meja/perkara/:number/" step, WHO_OFFICER, 0, NO_FIELDS,                    \
      ROUTE_SENSITIVE | ROUTE_RECORDED, NULL, check_custody_form, write_custody_form,          \
      reply_custody_form, may },                                                               \
    { METHOD_POST, "/meja/perkara/:number/" step, WHO_OFFICER, BODY_MAX,                       \
      FIELDS({ "seen", 12, false }, { "text", TEXT_MAX, false }, { "agency", 40, false },      \
             PASSWORD_AGAIN_FIELD),                                                            \
      ROUTE_SENSITIVE | ROUTE_GRAVE, NULL, check_custody, write_custody, reply_custody, may }

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
      FIELDS({ "ke", 400, false }, { "login", 400, false }, { "keluar", 4, false },
             { "habis", 4, false }),
      ROUTE_SENSITIVE, NULL, NULL, NULL, get_desk_sign_in },
    { METHOD_POST, "/meja/masuk", WHO_ANYONE, 4096,
      FIELDS({ "ke", 400, false }, { "login", 400, false }, { "password", 1024, false },
             { "totp", 64, false }, { "keluar", 4, false }, { "habis", 4, false }),
      ROUTE_SENSITIVE | ROUTE_SLOW, "sign_in", check_desk_sign_in, write_desk_sign_in,
      reply_desk_sign_in },
    { METHOD_POST, "/meja/keluar-sesi", WHO_OFFICER, 4096, NO_FIELDS,
      ROUTE_SENSITIVE | ROUTE_FIRST, NULL, NULL,
      write_desk_sign_out, reply_desk_sign_out, MAY_SIGN_IN },
    { METHOD_GET, "/meja", WHO_OFFICER, 0,
      FIELDS({ "tab", 20, false }, { "kategori", 40, false }, { "kecamatan", 20, false },
             { "setelah", 64, false }, { "hasil", 20, false }),
      ROUTE_SENSITIVE, NULL, NULL, NULL, get_desk_first, MAY_SIGN_IN },
    { METHOD_GET, "/meja/cari", WHO_OFFICER, 0,
      FIELDS({ "q", 800, false }, { "setelah", 64, false }),
      ROUTE_SENSITIVE | ROUTE_SLOW | ROUTE_RECORDED, "search", check_desk_search,
      write_desk_search, reply_desk_search, MAY_READ_CASES },
    { METHOD_GET, "/meja/perkara/:number", WHO_OFFICER, 0,
      FIELDS({ "tulis", 20, false }, { "hasil", 20, false }),
      ROUTE_SENSITIVE | ROUTE_RECORDED, NULL, check_desk_case, write_desk_read, reply_desk_case,
      MAY_READ_CASES },
    { METHOD_GET, "/meja/perkara/:number/identitas", WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE,
      NULL, NULL, NULL, get_desk_identity, MAY_READ_CASES },
    { METHOD_POST, "/meja/perkara/:number/identitas", WHO_OFFICER, 16384,
      FIELDS({ "alasan", 4000, false }), ROUTE_SENSITIVE, NULL, check_desk_identity,
      write_desk_read, reply_desk_identity, MAY_READ_CASES },
    { METHOD_GET, "/meja/perkara/:number/bukti/:id", WHO_OFFICER, 0, NO_FIELDS,
      ROUTE_SENSITIVE | ROUTE_RECORDED, NULL, check_desk_file, write_desk_read, reply_desk_file,
      MAY_READ_CASES },
    { METHOD_GET, "/meja/perkara/:number/bukti/:id/asli", WHO_OFFICER, 0,
      FIELDS({ "alasan", 4000, false }), ROUTE_SENSITIVE | ROUTE_RECORDED, NULL,
      check_desk_original, write_desk_read, reply_desk_original, MAY_READ_CASES },
    { METHOD_GET, "/meja/perkara/:number/pembaca", WHO_OFFICER, 0,
      FIELDS({ "lewati", 20, false }), ROUTE_SENSITIVE, NULL, NULL, NULL, get_desk_readers,
      MAY_READ_CASES },
    { METHOD_GET, "/meja/pencarian", WHO_OFFICER, 0, FIELDS({ "lewati", 20, false }),
      ROUTE_SENSITIVE, NULL, NULL, NULL, get_desk_searches, MAY_READ_CASES },
    { METHOD_GET, "/meja/angka", WHO_OFFICER, 0, FIELDS({ "hasil", 20, false }),
      ROUTE_SENSITIVE | ROUTE_SLOW, "search", check_desk_numbers, NULL, reply_desk_numbers,
      MAY_CONFIRM_NUMBERS },
    { METHOD_POST, "/meja/angka", WHO_OFFICER, 4096,
      FIELDS({ "day", 12, false }, { "sha256", 80, false }, { "answer", 20, false }),
      ROUTE_SENSITIVE, NULL, check_desk_sign_off, write_desk_sign_off, reply_desk_sign_off,
      MAY_CONFIRM_NUMBERS },
    { METHOD_GET, "/meja/catat", WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL, NULL,
      get_desk_intake, MAY_TAKE_REPORTS },
    { METHOD_POST, "/meja/catat", WHO_OFFICER, 262144, INTAKE_FIELDS, ROUTE_SENSITIVE, NULL,
      check_desk_intake, write_desk_intake, reply_desk_intake, MAY_TAKE_REPORTS },
    ACT("catatan", MAY_TALK),
    ACT("pesan", MAY_TALK),
    ACT("ambil", MAY_TALK),
    ACT("telaah", MAY_WORK_CASES),
    ACT("lengkapi", MAY_WORK_CASES),
    ACT("nomor", MAY_WORK_CASES),
    ACT("temuan", MAY_WORK_CASES),
    ACT("teruskan", MAY_WORK_CASES),
    ACT("balasan", MAY_WORK_CASES),
    ACT("tenggat", MAY_WORK_CASES),
    ACT("tugas", MAY_TALK),
    ACT("gabung", MAY_WORK_CASES),
    ACT("putus", MAY_WORK_CASES),
    ACT("tutup", MAY_WORK_CASES),
    ACT("buka", MAY_WORK_CASES),
    CUSTODY("identitas/minta", MAY_ASK_IDENTITY),
    CUSTODY("identitas/setuju", MAY_HOLD_SHARES),
    CUSTODY("identitas/tolak", MAY_HOLD_SHARES),
    CUSTODY("identitas/buka", MAY_ASK_IDENTITY),
    CUSTODY("akses/usulkan", MAY_GIVE_ACCESS),
    CUSTODY("akses/setujui", MAY_GIVE_ACCESS),
    CUSTODY("akses/cabut", MAY_GIVE_ACCESS),
    CUSTODY("kepentingan", MAY_READ_CASES),
    { METHOD_GET, "/meja/persetujuan", WHO_OFFICER, 0, FIELDS({ "hasil", 20, false }),
      ROUTE_SENSITIVE, NULL, NULL, NULL, get_desk_waiting, MAY_HOLD_SHARES },
};
const size_t desk_routes_len = COUNT_OF(desk_routes);

bool desk_may_step(const struct request *rq, const char *step)
{
    static const char before[] = "/meja/perkara/:number/";

    for (size_t i = 0; i < desk_routes_len; i++)
        if (strncmp(desk_routes[i].path, before, sizeof before - 1) == 0
            && strcmp(desk_routes[i].path + sizeof before - 1, step) == 0)
            return officer_may(rq->officer, desk_routes[i].needs);
    return false;
}
