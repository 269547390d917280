/* tus: files that arrive in as many requests as the line needs (tus 1.0.0). */
#pragma once
#include "web/request.h"

extern const struct route tus_routes[];
extern const size_t tus_routes_len;
