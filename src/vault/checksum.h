/*
 * checksum: what a client says of the bytes it sends (tus 1.0.0, extension checksum). It guards
 * against a bad line, not against anybody: SHA-1 is there because tus asks for it.
 */
#pragma once
#include "base/cx.h"

#define CHECKSUM_ALGORITHMS "sha1,sha256"

struct checksum; /* in the arena */

/* "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=". ERR_INVALID for another algorithm or what is no digest. */
enum err checksum_begin(struct cx *cx, struct str header, struct checksum **out) MUST_USE;
enum err checksum_add(struct cx *cx, struct checksum *c, struct bytes piece) MUST_USE;
/* Ends it: whether the bytes were those. */
bool checksum_holds(struct checksum *c);
