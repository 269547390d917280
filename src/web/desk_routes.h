/*
 * desk_routes: the rows of the officers' desk; web/routes.c joins them in.
 */
#pragma once
#include "web/request.h"

extern const struct route desk_routes[];
extern const size_t desk_routes_len;

enum err get_desk_sign_in(struct request *rq);
enum err check_desk_sign_in(struct request *rq);
enum err write_desk_sign_in(struct request *rq, struct db *tx);
enum err reply_desk_sign_in(struct request *rq);
enum err write_desk_sign_out(struct request *rq, struct db *tx);
enum err reply_desk_sign_out(struct request *rq);
enum err get_desk_inbox(struct request *rq);
enum err check_desk_search(struct request *rq);
enum err reply_desk_search(struct request *rq);
enum err get_desk_case(struct request *rq);
enum err get_desk_identity(struct request *rq);
enum err get_desk_act(struct request *rq);
enum err check_desk_act(struct request *rq);
enum err write_desk_act(struct request *rq, struct db *tx);
enum err reply_desk_act(struct request *rq);
enum err get_desk_intake(struct request *rq);
enum err check_desk_intake(struct request *rq);
enum err write_desk_intake(struct request *rq, struct db *tx);
enum err reply_desk_intake(struct request *rq);
