/* watch_routes: see the header. */
#include "web/watch_routes.h"

#define LINE_MAX 8192
#define HANDOVER_MAX 65536
#define PART(name) { name, 20000, false }

const struct route watch_routes[] = {
    { METHOD_GET, "/meja/buku", WHO_OFFICER, 0,
      FIELDS({ "hari", 10, false }, { "betulkan", 20, false }, { "hasil", 20, false }),
      ROUTE_SENSITIVE, NULL, NULL, NULL, get_desk_watch, MAY_TALK },
    { METHOD_POST, "/meja/buku", WHO_OFFICER, LINE_MAX,
      FIELDS({ "jenis", 20, false }, { "teks", 6000, false }, { "jam", 40, false },
             { "betulkan", 20, false }),
      ROUTE_SENSITIVE, NULL, check_desk_watch, write_desk_watch, reply_desk_watch, MAY_TALK },
    { METHOD_GET, "/meja/buku/lembar", WHO_OFFICER, 0, FIELDS({ "hari", 10, false }),
      ROUTE_SENSITIVE, NULL, NULL, NULL, get_desk_watch_sheet, MAY_TALK },
    { METHOD_GET, "/meja/buku/nihil", WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL, NULL,
      get_desk_nihil, MAY_TALK },
    { METHOD_POST, "/meja/buku/nihil", WHO_OFFICER, LINE_MAX, NO_FIELDS, ROUTE_SENSITIVE, NULL,
      check_desk_nihil, write_desk_nihil, reply_desk_nihil, MAY_TALK },
    { METHOD_GET, "/meja/buku/serah", WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL, NULL,
      get_desk_handover, MAY_TALK },
    { METHOD_POST, "/meja/buku/serah", WHO_OFFICER, HANDOVER_MAX,
      FIELDS(PART("kejadian"), PART("terbuka"), PART("perintah"), PART("barang"),
             PASSWORD_AGAIN_FIELD),
      ROUTE_SENSITIVE | ROUTE_GRAVE, NULL, check_desk_handover, write_desk_handover,
      reply_desk_handover, MAY_TALK },
    { METHOD_GET, "/meja/buku/serah/terima", WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL,
      NULL, get_desk_handover_take, MAY_TALK },
    { METHOD_POST, "/meja/buku/serah/terima", WHO_OFFICER, HANDOVER_MAX,
      FIELDS({ "serah", 20, false }, { "butir", 4, true }, { "perkara", 40, true },
             PASSWORD_AGAIN_FIELD),
      ROUTE_SENSITIVE | ROUTE_GRAVE, NULL, check_desk_handover_take, write_desk_handover_take,
      reply_desk_handover_take, MAY_TALK },
};
const size_t watch_routes_len = COUNT_OF(watch_routes);
