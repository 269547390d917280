/*
 * watch_routes: the rows of the watch log and of the handover.
 */
#pragma once
#include "web/request.h"

extern const struct route watch_routes[];
extern const size_t watch_routes_len;

enum err get_desk_watch(struct request *rq);
enum err check_desk_watch(struct request *rq);
enum err write_desk_watch(struct request *rq, struct db *tx);
enum err reply_desk_watch(struct request *rq);
enum err get_desk_watch_sheet(struct request *rq);
enum err get_desk_nihil(struct request *rq);
enum err check_desk_nihil(struct request *rq);
enum err write_desk_nihil(struct request *rq, struct db *tx);
enum err reply_desk_nihil(struct request *rq);
enum err get_desk_handover(struct request *rq);
enum err check_desk_handover(struct request *rq);
enum err write_desk_handover(struct request *rq, struct db *tx);
enum err reply_desk_handover(struct request *rq);
enum err get_desk_handover_take(struct request *rq);
enum err check_desk_handover_take(struct request *rq);
enum err write_desk_handover_take(struct request *rq, struct db *tx);
enum err reply_desk_handover_take(struct request *rq);
