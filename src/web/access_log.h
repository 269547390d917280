/*
 * access_log: one line of key=value per request.
 *
 * Says the row's pattern, never the path; no address, no query, nothing that a
 * person wrote. The note of a failure is ours (base/err.h) and goes along.
 */
#pragma once
#include "base/civil.h"
#include "base/err.h"

struct access {
    int64_t at_us, micros;
    const char *id, *route, *method; /* route: pattern, or "-" */
    int status;
    bool sent;                       /* false: the peer left first */
    enum err err;
    const struct note *note;         /* shown when err is not OK */
};

/* One write(2), so that lines of several threads do not mix. */
void access_log_write(int fd, const struct access *a);
