/* api_routes: see the header. */
#include "web/api_routes.h"
#include "web/api.h"
#include "web/roster_routes.h"

const struct route api_routes[] = {
    { METHOD_POST, "/api/v1/reports", WHO_ANYONE, API_BODY_MAX, NO_FIELDS,
      ROUTE_API | ROUTE_SENSITIVE, "file", post_api_report_check, post_api_report_write,
      post_api_report_reply },
    { METHOD_GET, "/api/v1/report", WHO_RECEIPT, 0, NO_FIELDS,
      ROUTE_API | ROUTE_SENSITIVE, "api", NULL, NULL, get_api_report },
    { METHOD_POST, "/api/v1/report/messages", WHO_RECEIPT, API_BODY_MAX, NO_FIELDS,
      ROUTE_API | ROUTE_SENSITIVE, "message", post_api_message_check, post_api_told_write,
      post_api_told_reply },
    { METHOD_POST, "/api/v1/report/supplements", WHO_RECEIPT, API_BODY_MAX, NO_FIELDS,
      ROUTE_API | ROUTE_SENSITIVE, "message", post_api_supplement_check, post_api_told_write,
      post_api_told_reply },
    { METHOD_POST, "/api/v1/report/withdrawal", WHO_RECEIPT, API_BODY_MAX, NO_FIELDS,
      ROUTE_API | ROUTE_SENSITIVE, "message", post_api_withdrawal_check, post_api_told_write,
      post_api_told_reply },
    { METHOD_GET, "/api/v1/post", WHO_ANYONE, 0, NO_FIELDS, ROUTE_API | ROUTE_PUBLIC, NULL, NULL,
      NULL, get_api_post },
    { METHOD_GET, "/api/v1/stages", WHO_ANYONE, 0, NO_FIELDS, ROUTE_API | ROUTE_PUBLIC, NULL,
      NULL, NULL, get_api_stages },
    { METHOD_GET, "/api/v1/roster", WHO_ANYONE, 0, NO_FIELDS, ROUTE_API | ROUTE_PUBLIC, NULL, NULL,
      NULL, get_api_roster },
    { METHOD_GET, "/api/v1/statistics", WHO_ANYONE, 0, NO_FIELDS, ROUTE_API, "api", NULL, NULL,
      get_api_statistics },
    { METHOD_GET, "/api/v1/codes", WHO_ANYONE, 0, NO_FIELDS, ROUTE_API | ROUTE_PUBLIC, NULL, NULL,
      NULL, get_api_codes },
    { METHOD_GET, "/api/v1/regions", WHO_ANYONE, 0, FIELDS({ "parent", 16, false }), ROUTE_API,
      "api", NULL, NULL, get_api_regions },
    { METHOD_GET, "/api/v1/openapi.json", WHO_ANYONE, 0, NO_FIELDS, ROUTE_API | ROUTE_PUBLIC,
      NULL, NULL, NULL, get_api_description },
};
const size_t api_routes_len = COUNT_OF(api_routes);
