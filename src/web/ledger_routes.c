/* ledger_routes: see the header. */
#include "web/ledger_routes.h"
#include "web/lapor.h"
#include "web/logbook.h"
#include "web/transparency.h"
#include "web/verify.h"

#define PAGE(path, handler) \
    { METHOD_GET, path, WHO_ANYONE, 0, NO_FIELDS, ROUTE_PUBLIC, NULL, NULL, NULL, handler }

const struct route ledger_routes[] = {
    PAGE("/transparansi", get_transparency),
    PAGE("/transparansi.csv", get_transparency_csv),
    PAGE("/transparansi.json", get_transparency_json),
    { METHOD_GET, "/catatan", WHO_ANYONE, 0, FIELDS({ "sebelum", 20, false }), ROUTE_PUBLIC, NULL,
      NULL, NULL, get_logbook },
    PAGE("/catatan/papan", get_board),
    PAGE("/catatan/papan/qr.png", get_board_qr),
    { METHOD_GET, "/periksa", WHO_ANYONE, 0, FIELDS({ "nomor", 40, false }), 0, NULL, NULL, NULL,
      get_verify },
    { METHOD_POST, "/periksa", WHO_ANYONE, 4 * VERIFY_TEXT_MAX,
      FIELDS({ "bukti", VERIFY_TEXT_MAX, false }, { "berkas", VERIFY_TEXT_MAX / 2, FIELD_FILE },
             { "nomor", 400, false }, { "perkara", 400, false }),
      0, "check", NULL, NULL, post_verify },
    { METHOD_GET, "/periksa/:index/qr.png", WHO_ANYONE, 0, NO_FIELDS, ROUTE_PUBLIC, NULL, NULL,
      NULL, get_proof_qr },
};
const size_t ledger_routes_len = COUNT_OF(ledger_routes);
