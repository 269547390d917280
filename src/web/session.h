/*
 * session: looks up whose request it is. The engine calls this once before
 * check, for every row that is neither ROUTE_PUBLIC nor for operations.
 */
#pragma once
#include "web/request.h"

/* Sets rq->officer or rq->reporter from rq->session_token (the cookie of the row's kind) or,
 * for WHO_RECEIPT, from the Authorization header. Nobody there is OK with both NULL: the
 * engine then refuses by the row's who. Only a failing disk is a failure. */
enum err session_load(struct request *rq) MUST_USE;
