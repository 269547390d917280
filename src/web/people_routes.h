/*
 * people_routes: the rows of the pages about the post's officers: an agency's own, for its heads
 * (/meja/petugas), and everybody's sign-in, for administrators (/meja/pengelola). Two
 * addresses, so that who may is a matter of the row alone.
 */
#pragma once
#include "web/request.h"

extern const struct route people_routes[];
extern const size_t people_routes_len;

enum err get_desk_people(struct request *rq);
enum err get_desk_person(struct request *rq);
enum err check_desk_person(struct request *rq);
enum err write_desk_person(struct request *rq, struct db *tx);
enum err reply_desk_person(struct request *rq);
