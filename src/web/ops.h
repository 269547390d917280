/*
 * ops: what machines ask: alive, ready, how much. Rows with WHO_LOOPBACK.
 */
#pragma once
#include "web/request.h"

enum err get_healthz(struct request *rq) MUST_USE; /* the process answers */
enum err get_readyz(struct request *rq) MUST_USE;  /* reads and writes work: 200, else 503 */
enum err get_metrics(struct request *rq) MUST_USE; /* Prometheus text */
