/*
 * gzip: compresses an answer. One struct gzip belongs to one thread at a time.
 */
#pragma once
#include "base/cx.h"

struct gzip;

/* NULL when the system has no memory: answers then go out as they are. */
struct gzip *gzip_new(struct arena *home);
void gzip_free(struct gzip *g); /* takes NULL */
/* False, out untouched, when it does not get smaller or memory is short. */
bool gzip_bytes(struct gzip *g, struct arena *a, struct bytes in, struct bytes *out) MUST_USE;
/* Does an Accept-Encoding header take this coding ("gzip", "br")? q=0 refuses. */
bool accepts_coding(struct str accept_encoding, const char *coding);
