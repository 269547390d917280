/*
 * access_log: one line of key=value per request.
 *
 * Says the row's pattern, never the path; no address, no query, nothing that a
 * person wrote. The note of a failure is ours (base/err.h) and goes along.
 *
 * Lines are gathered and written a few times a second, failures at once: a
 * write(2) per request cost a third of what the server could answer.
 */
#pragma once
#include "base/civil.h"
#include "base/cx.h"

struct access_log;

struct access {
    int64_t at_us, micros;
    const char *id, *route, *method; /* route: pattern, or "-" */
    int status;
    bool sent;                       /* false: the peer left first */
    enum err err;
    const struct note *note;         /* shown when err is not OK */
};

/* fd stays the caller's. -1: nothing is written. */
enum err access_log_start(struct cx *cx, struct arena *home, int fd,
                          struct access_log **out) MUST_USE;
void access_log_stop(struct access_log *log); /* writes what waits */
void access_log_add(struct access_log *log, const struct access *a);
