/*
 * http_read: what http.c and http_read.c share. Nobody else includes this.
 */
#pragma once
#include "web/http.h"

struct MHD_Connection;

struct MHD_Connection *http_connection(const struct exchange *ex);
