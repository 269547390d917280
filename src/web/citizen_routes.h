/*
 * citizen_routes: the rows of everything a citizen may ask for.
 */
#pragma once
#include "web/request.h"

extern const struct route citizen_routes[];
extern const size_t citizen_routes_len;
