/*
 * hash: SHA-256 as the log uses it (RFC 6962 2.1).
 *
 * OpenSSL with a digest fetched once: three times libsodium's speed for tree
 * nodes (stack.md 3). A hasher belongs to one thread; open one per worker.
 */
#pragma once
#include "base/cx.h"

struct hash {
    uint8_t b[32];
};

struct hasher {
    struct evp_md_st *digest;   /* OpenSSL's */
    struct evp_md_ctx_st *work;
};

/* ERR_UNAVAILABLE if OpenSSL has no SHA-256 or no memory. */
enum err hasher_open(struct cx *cx, struct hasher *out) MUST_USE;
void hasher_close(struct hasher *h); /* fits AUTO; takes an all-zero hasher */

void hash_empty(struct hash *out);   /* SHA-256(""), the root of the empty tree */
void hash_leaf(struct hasher *h, struct bytes entry, struct hash *out); /* SHA-256(0x00 || entry) */
/* SHA-256(0x01 || left || right); out may be left or right. */
void hash_node(struct hasher *h, const struct hash *left, const struct hash *right,
               struct hash *out);
void hash_bytes(struct hasher *h, struct bytes in, struct hash *out);   /* plain SHA-256 */
bool hash_eq(const struct hash *a, const struct hash *b);
