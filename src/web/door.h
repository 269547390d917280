/*
 * door: what the two pages of the officers' door share.
 */
#pragma once
#include "action/sign_in.h"
#include "web/request.h"

/* Where he was going: a page of the desk. */
struct str door_where_to(const struct request *rq);
/* He is in, or half in: the cookies, and where to. */
enum err door_let_in(struct request *rq, const struct sign_in *in);
/* The write of both pages; what was used in the meantime counts as a failed try. */
enum err door_write(struct request *rq, struct db *tx, struct sign_in *in);
