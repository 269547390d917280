/*
 * object: content at rest: narratives, messages, files, identities.
 *
 *   to a case:  "PSKO1" || box_seal(key32, pk_C) 80 || stream header 24 || chunks
 *   under a key: "PSKK1" || stream header 24 || chunks
 *
 * Chunks are libsodium's secretstream: 64 KiB of plaintext + 17 bytes each, all but
 * the last exactly full, the last with TAG_FINAL, so a cut is noticed. The
 * additional data of each chunk names case, object and kind, so an object moved
 * to another place does not open. The plaintext is padded (ISO 7816-4) to a size
 * class before sealing, so that a length tells little. The same shape can be
 * written as a stream: nothing in it depends on the length until the last chunk.
 *
 * small: one AEAD box for session blobs, drafts, second-factor secrets.
 */
#pragma once
#include "base/cx.h"
#include "vault/keys.h"

#define OBJECT_CHUNK 65536
#define OBJECT_CHUNK_EXTRA 17
#define OBJECT_HEAD_LEN 109   /* of an object to a case   */
#define OBJECT_KEYED_HEAD 29  /* of an object under a key */
#define OBJECT_KIND_MAX 32
#define OBJECT_PLAIN_MAX (64u << 20) /* of the whole-buffer functions */
#define SMALL_EXTRA 40        /* nonce 24 || ciphertext || 16 */
#define SMALL_PLAIN_MAX (1u << 20)

struct object_name {
    uint8_t case_tag[16];
    uint8_t object_id[16];
    struct str kind; /* "narrative", "message", "identity" ...: 1..32 of [a-z0-9._-] */
};

/* Bytes after padding: the next multiple of 256 to 4 KiB, above that of a power of
 * two that is at most a sixteenth of the length. Always at least one byte more. */
size_t object_padded_len(size_t plain_len);
size_t object_sealed_len(size_t plain_len); /* of an object to a case */

/* Seals to a case's public key: who adds to a case needs no secret of it.
 * *out lies in cx->arena. ERR_INVALID for a bad kind or key, ERR_TOO_LARGE past
 * OBJECT_PLAIN_MAX or the arena's cap. */
enum err object_seal(struct cx *cx, const struct object_name *name, const struct box_pk *to,
                     struct bytes plain, struct bytes *out) MUST_USE;
/* *out lies in cx->arena. ERR_DENIED if the case's key does not open it; ERR_CORRUPT
 * if it is malformed, cut, altered, or another object than the one named. */
enum err object_open(struct cx *cx, const struct object_name *name, const struct case_keys *keys,
                     struct bytes sealed, struct bytes *out) MUST_USE;

/* The same under a symmetric key: an identity under its own K_id (share.h), or a
 * case's list line under case_small_key (keys.h). ERR_CORRUPT if it does not open:
 * here a wrong key and altered bytes look the same. */
enum err object_keyed_seal(struct cx *cx, const struct object_name *name,
                           const struct secret32 *key, struct bytes plain, struct bytes *out)
    MUST_USE;
/* Whether the bytes begin as an object under a key does. */
bool object_keyed(struct bytes sealed);
enum err object_keyed_open(struct cx *cx, const struct object_name *name,
                           const struct secret32 *key, struct bytes sealed, struct bytes *out)
    MUST_USE;

/* XChaCha20-Poly1305 with the context as additional data; the context says what the
 * box is and whose ("totp|<officer id hex>"). Not padded. *out lies in cx->arena. */
enum err small_seal(struct cx *cx, const struct secret32 *key, struct str context,
                    struct bytes plain, struct bytes *out) MUST_USE;
/* ERR_DENIED if key or context is another, or the box was altered. */
enum err small_open(struct cx *cx, const struct secret32 *key, struct str context,
                    struct bytes box, struct bytes *out) MUST_USE;
