/*
 * witness_listen: a witness that can be reached: c2sp tlog-witness over HTTP.
 *
 *   POST /add-checkpoint
 *   GET  /<hex sha256(origin)>/checkpoint
 */
#pragma once
#include "witness/home.h"

struct listener;

/* address: "127.0.0.1:8090", port 0 takes any; *port says which. */
enum err listener_start(struct cx *cx, struct home *home, const char *address,
                        struct listener **out, int *port) MUST_USE;
void listener_stop(struct listener **listener); /* fits AUTO */
