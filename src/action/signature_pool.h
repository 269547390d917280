/*
 * signature_pool: checks many Ed25519 signatures at once, on all processors. Checking one
 * takes a hundred times as long as hashing the leaf it stands on.
 */
#pragma once
#include "base/cx.h"

struct signature_job {
    struct bytes message;
    const uint8_t *signature;  /* 64 bytes */
    const uint8_t *public_key; /* 32 bytes */
    uint64_t about;            /* the asker's own */
    bool good;                 /* the answer */
};

struct signature_pool;

enum err signature_pool_open(struct cx *cx, struct signature_pool **out) MUST_USE;
void signature_pool_close(struct signature_pool **pool); /* fits AUTO */
/* Comes back when all are answered. One caller at a time. */
void signature_pool_check(struct signature_pool *pool, struct signature_job *jobs, size_t count);
