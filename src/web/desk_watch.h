/*
 * desk_watch: what the pages of the watch log and of the handover share.
 */
#pragma once
#include "action/hand_over.h"
#include "page/desk_watch.h"
#include "web/request.h"

struct link desk_watch_link(const char *path); /* one of ours */
/* What stands with the handover, for the strip; empty where nothing does. */
enum err desk_watch_strip_fill(struct request *rq, struct desk_watch_strip_page *out);
/* A message with a few holes in the request's arena; T_NONE past its cap. */
struct msg desk_watch_msg(struct request *rq, enum text_key key, const struct hole *holes,
                          size_t len);
