/* people_routes: see the header. */
#include "web/people_routes.h"

#define BODY_MAX 8192

#define LIST(path, may)                                                                       \
    { METHOD_GET, path, WHO_OFFICER, 0, FIELDS({ "hasil", 20, false }), ROUTE_SENSITIVE, NULL, \
      NULL, NULL, get_desk_people, may }

#define DEED(path, may, ...)                                                                \
    { METHOD_GET, path, WHO_OFFICER, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL, NULL,       \
      get_desk_person, may },                                                               \
    { METHOD_POST, path, WHO_OFFICER, BODY_MAX, FIELDS(__VA_ARGS__ PASSWORD_AGAIN_FIELD),   \
      ROUTE_SENSITIVE | ROUTE_GRAVE, NULL, check_desk_person, write_desk_person,            \
      reply_desk_person, may }

#define NEW { "login", 400, false }, { "name", 1000, false }, { "roles", 20, true },

const struct route people_routes[] = {
    LIST("/meja/petugas", MAY_MANAGE_PEOPLE),
    DEED("/meja/petugas/baru", MAY_MANAGE_PEOPLE, NEW),
    DEED("/meja/petugas/:login/peran", MAY_MANAGE_PEOPLE, { "roles", 20, true }, ),
    DEED("/meja/petugas/:login/akhiri", MAY_MANAGE_PEOPLE, ),
    DEED("/meja/petugas/:login/kunci", MAY_MANAGE_PEOPLE, ),
    LIST("/meja/pengelola", MAY_ADMINISTER),
    DEED("/meja/pengelola/baru", MAY_ADMINISTER, NEW{ "agency", 40, false }, ),
    DEED("/meja/pengelola/:login/ulang", MAY_ADMINISTER, ),
    DEED("/meja/pengelola/:login/akhiri", MAY_ADMINISTER, ),
};
const size_t people_routes_len = COUNT_OF(people_routes);
