/*
 * frame: the head and foot of a public page, filled from the post's settings. Part
 * of the engine, because its error pages stand in the same frame.
 */
#pragma once
#include "page/layout.h"
#include "web/request.h"

/* title is also the h1; rows with ROUTE_SENSITIVE carry the quick exit and no menu. */
void frame_of(struct request *rq, struct msg title, struct public_top_page *top,
              struct public_bottom_page *bottom);

/* A link of ours that cannot fail; path is a literal or made by us. */
struct link path_link(struct str path);
struct link path_with(struct request *rq, const char *base, const char *rest);
