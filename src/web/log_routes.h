/* log_routes: the public log as c2sp tlog-tiles, its policy, and receipts. */
#pragma once
#include "web/request.h"

extern const struct route log_routes[];
extern const size_t log_routes_len;
