/*
 * cbor: reads the little CBOR (RFC 8949) that authenticators send. Takes nothing apart that is
 * not asked for: the caller walks, item by item.
 *
 * Definite lengths only, no tags, no floats, nesting at most CBOR_DEPTH_MAX, never past the end.
 * The first fault stays: every later read fails too. No memory of its own.
 */
#pragma once
#include "base/str.h"

#define CBOR_DEPTH_MAX 4

struct cbor {
    struct bytes in;
    size_t at;
    bool failed;
};

struct cbor cbor_over(struct bytes in);

/* Each false at the first fault; what is read points into the input. */
bool cbor_int(struct cbor *c, int64_t *out) MUST_USE;         /* major types 0 and 1 */
bool cbor_bytes(struct cbor *c, struct bytes *out) MUST_USE;
bool cbor_text(struct cbor *c, struct str *out) MUST_USE;     /* UTF-8 */
bool cbor_map(struct cbor *c, size_t *pairs) MUST_USE;        /* at most 64; the pairs follow */
bool cbor_skip(struct cbor *c) MUST_USE;                      /* one item, whatever it holds */
bool cbor_done(const struct cbor *c) MUST_USE;                /* no fault, nothing left */
