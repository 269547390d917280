/*
 * reply: how answers are put together; the functions that handlers call are in
 * web/request.h. Here: what the engine adds.
 */
#pragma once
#include "web/request.h"

struct serving;

/* A header without the checks of reply_header: name and value are ours and live long. */
void reply_head_static(struct serving *s, const char *name, const char *value);
/* Answers with bytes that outlive the request (assets); type is static. */
void reply_static(struct request *rq, int status, const char *type, struct bytes body);
/* The cookie's name, which depends on whether the origin is https. */
const char *cookie_name(enum cookie c, bool secure);
/* Does an If-None-Match header name this ETag (without quotes)? */
bool etag_matches(struct str if_none_match, const char *etag);
