/*
 * http_vet: which request heads are unambiguous.
 *
 * A proxy in front and the library behind must read the same request from the
 * same bytes; whatever two readers could read differently is refused (RFC 9112
 * 6.3, 11.2). Pure: counts and checks what it is shown.
 */
#pragma once
#include "base/str.h"

struct vet {
    bool bad;                 /* a name or value that no request may hold */
    unsigned lengths, codings, hosts;
    uint64_t length;          /* the Content-Length */
};

/* One header line. Call for each; then vet_passes once. */
void vet_header(struct vet *v, struct str name, struct str value);
/* method, target and version of the request line: "GET", "/x", "HTTP/1.1". */
bool vet_line(struct str method, struct str target, struct str version);
bool vet_passes(const struct vet *v, struct str version);
