/* ledger_routes: the pages on which anybody watches the post: numbers, log, receipts. */
#pragma once
#include "web/request.h"

extern const struct route ledger_routes[];
extern const size_t ledger_routes_len;
