/*
 * desk_people: what the list of officers and the forms about one of them share.
 */
#pragma once
#include "action/people.h"
#include "web/request.h"

/* Who asks, as his row has it; without keys at hand. */
struct people_by desk_people_by(const struct request *rq);
struct link desk_people_link(struct request *rq, struct str login, const char *step);
struct msg desk_role_words(enum officer_role role);
struct msg desk_role_may_words(enum officer_role role);
