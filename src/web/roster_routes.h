/*
 * roster_routes: the duty roster: at the desk, for everybody, as a calendar and as JSON.
 */
#pragma once
#include "web/request.h"

extern const struct route roster_routes[];
extern const size_t roster_routes_len;

enum err get_desk_roster(struct request *rq);
enum err check_desk_roster_feed(struct request *rq);
enum err write_desk_roster_feed(struct request *rq, struct db *tx);
enum err reply_desk_roster_feed(struct request *rq);

enum err get_desk_roster_month(struct request *rq);
enum err check_desk_roster_month(struct request *rq);
enum err write_desk_roster_month(struct request *rq, struct db *tx);
enum err reply_desk_roster_month(struct request *rq);

enum err get_desk_roster_change(struct request *rq);
enum err check_desk_roster_change(struct request *rq);
enum err write_desk_roster_change(struct request *rq, struct db *tx);
enum err reply_desk_roster_change(struct request *rq);

enum err get_desk_roster_leave(struct request *rq);
enum err check_desk_roster_leave(struct request *rq);
enum err write_desk_roster_leave(struct request *rq, struct db *tx);
enum err reply_desk_roster_leave(struct request *rq);

enum err get_roster(struct request *rq);
enum err get_api_roster(struct request *rq);
enum err get_roster_ics(struct request *rq);
