/* roster_routes: see the header. */
#include "web/roster_routes.h"

#define BODY_MAX 8192
#define CODE 60
#define LINE 500

#define LOOK(path, may, handler, ...)                                                              \
    { METHOD_GET, path, WHO_OFFICER, 0, FIELDS({ "hasil", CODE, false }, __VA_ARGS__),             \
      ROUTE_SENSITIVE, NULL, NULL, NULL, handler, may }
#define DEED(path, may, name, ...)                                                                 \
    { METHOD_POST, path, WHO_OFFICER, BODY_MAX, FIELDS({ "isi", CODE, false }, __VA_ARGS__),       \
      ROUTE_SENSITIVE, NULL, check_desk_roster_##name, write_desk_roster_##name,                   \
      reply_desk_roster_##name, may }
#define DAY(name) { name "_d", CODE, false }, { name "_m", CODE, false }, { name "_y", CODE, false }
#define SHIFT                                                                                      \
    { "hari", CODE, false }, { "giliran", CODE, false }, { "petugas", LINE, false }

const struct route roster_routes[] = {
    LOOK("/meja/jaga", MAY_SIGN_IN, get_desk_roster, { "minggu", CODE, false },
         { "saya", CODE, false }),
    DEED("/meja/jaga/kalender", MAY_SIGN_IN, feed, ),
    LOOK("/meja/jaga/bulan", MAY_MANAGE_PEOPLE, get_desk_roster_month, { "bulan", CODE, false }),
    DEED("/meja/jaga/bulan", MAY_MANAGE_PEOPLE, month, { "bulan", CODE, false },
         { "pattern", CODE, false }, { "minimum", CODE, false }, { "rest", CODE, false },
         { "squads", CODE, false }, { "basis", LINE, false }),
    LOOK("/meja/jaga/ganti", MAY_MANAGE_PEOPLE, get_desk_roster_change, SHIFT),
    DEED("/meja/jaga/ganti", MAY_MANAGE_PEOPLE, change, SHIFT, { "who", LINE, false },
         { "reason", CODE, false }),
    LOOK("/meja/jaga/cuti", MAY_MANAGE_PEOPLE, get_desk_roster_leave, { "petugas", LINE, false }),
    DEED("/meja/jaga/cuti", MAY_MANAGE_PEOPLE, leave, { "who", LINE, false }, DAY("from"),
         DAY("until"), { "akhiri", LINE, false }),
    { METHOD_GET, "/piket", WHO_ANYONE, 0, NO_FIELDS, ROUTE_PUBLIC, NULL, NULL, NULL, get_roster },
    { METHOD_GET, "/jaga/:secret", WHO_ANYONE, 0, NO_FIELDS, ROUTE_SENSITIVE, "code", NULL, NULL,
      get_roster_ics },
};
const size_t roster_routes_len = COUNT_OF(roster_routes);
