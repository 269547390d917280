/* routes: see the header. A new room of pages adds its table here. */
#include "web/routes.h"
#include "web/api_routes.h"
#include "web/citizen_routes.h"
#include "web/account.h"
#include "web/agency_routes.h"
#include "web/desk_routes.h"
#include "web/files.h"
#include "web/ledger_routes.h"
#include "web/log_routes.h"
#include "web/ops.h"
#include "web/people_routes.h"
#include "web/roster_routes.h"
#include "web/static.h"
#include "web/tus.h"
#include "web/watch_routes.h"
#include <string.h>

static const struct route common[] = {
    { METHOD_GET, "/assets/*name", WHO_ANYONE, 0, FIELDS({ "v", 64, false }), 0, NULL, NULL, NULL,
      get_asset },
    { METHOD_GET, "/healthz", WHO_LOOPBACK, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_healthz },
    { METHOD_GET, "/readyz", WHO_LOOPBACK, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_readyz },
    { METHOD_GET, "/metrics", WHO_LOOPBACK, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_metrics },
};

enum err routes_all(struct cx *cx, const struct route **out, size_t *len)
{
    const struct {
        const struct route *rows;
        size_t len;
    } tables[] = {
        { common, COUNT_OF(common) },
        { citizen_routes, citizen_routes_len },
        { desk_routes, desk_routes_len },
        { account_routes, account_routes_len },
        { people_routes, people_routes_len },
        { roster_routes, roster_routes_len },
        { agency_routes, agency_routes_len },
        { api_routes, api_routes_len },
        { log_routes, log_routes_len },
        { ledger_routes, ledger_routes_len },
        { tus_routes, tus_routes_len },
        { watch_routes, watch_routes_len },
        { files_routes, files_routes_len },
    };
    struct route *all;
    size_t n = 0;

    for (size_t i = 0; i < COUNT_OF(tables); i++)
        n += tables[i].len;
    all = ARENA_ARRAY(cx->arena, struct route, n);
    if (!all)
        return FAIL(cx, ERR_TOO_LARGE, "route table");
    *out = all;
    *len = n;
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        memcpy(all, tables[i].rows, tables[i].len * sizeof *all);
        all += tables[i].len;
    }
    return OK;
}
