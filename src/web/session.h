/*
 * session: looks up whose request it is. The engine calls this once before
 * check, for every row that is neither ROUTE_PUBLIC nor for operations.
 */
#pragma once
#include "web/request.h"

/* Sets rq->officer or rq->reporter from rq->session_token (the cookie of the row's kind) or,
 * for WHO_RECEIPT, from the Authorization header. Nobody there is OK with both NULL: the
 * engine then refuses by the row's who. An officer whose first steps are due is answered here,
 * but for rows with ROUTE_FIRST. Only a failing disk is a failure. */
enum err session_load(struct request *rq) MUST_USE;

/* Whether the officer's parts, and the keys he holds, allow what the row needs. */
bool session_may(const struct request *rq);

/* For the door: whether this browser signed in before whom it now names. */
bool session_known(const struct request *rq);

/* For rows with ROUTE_GRAVE, in the slow lane: holds the field PASSWORD_AGAIN against the
 * officer's record and sets rq->again (and again_wait_s, officer_keys). A wrong password is OK. */
enum err session_again(struct request *rq) MUST_USE;
/* On the writer, before a refusal for a wrong password goes out: counts the try. */
enum err session_again_failed(struct request *rq, struct db *tx) MUST_USE;
