/*
 * share: a reporter's identity opens only with three agencies (ledger.md 6.3).
 *
 * Shamir over GF(256) by libgfshare: any 3 of 3..5 shares give the 32-byte key
 * back, two tell nothing. (Slips of paper for an agency's own keys: 2 of 3.) The
 * sharing has no check of its own, so each share is committed to in the log, and a
 * false one is traceable to its giver.
 * Not here: who the custodians are, and whether the log allows the opening.
 */
#pragma once
#include "base/cx.h"
#include "vault/keys.h"

#define SHARE_THRESHOLD 3
#define SHARE_MAX 5
#define SHARE_SEALED_LEN 97 /* case tag 16 || number 1 || share 32, + 48 of the box */

struct share {
    uint8_t number; /* 1..5 */
    uint8_t b[32];
};

/* count shares, 3..5, numbered 1..count; ERR_INVALID otherwise. */
enum err share_split(struct cx *cx, const struct secret32 *key, size_t count,
                     struct share out[SHARE_MAX]) MUST_USE;
/* The same with another threshold: 2 of 3 for slips of paper (action/paper_keys.h). threshold
 * 2..count, count 2..5. */
enum err share_split_at(struct cx *cx, const struct secret32 *key, size_t threshold, size_t count,
                        struct share out[SHARE_MAX]) MUST_USE;
enum err share_combine_at(struct cx *cx, size_t threshold, const struct share *shares,
                          size_t count, struct secret32 *out) MUST_USE;
/* Any 3..5 different shares; ERR_INVALID for fewer or a repeated number. A wrong
 * share gives a wrong key, not an error: check commitments first. */
enum err share_combine(struct cx *cx, const struct share *shares, size_t count,
                       struct secret32 *out) MUST_USE;

/* SHA-256("posko-share\0" || case tag || number || share). */
void share_commit(const uint8_t case_tag[16], const struct share *share, uint8_t out[32]);
/* The position of the first share that is not what its number's commitment says
 * (commitments[number - 1]), or count if all are right. */
size_t share_blame(const uint8_t case_tag[16], const struct share *shares, size_t count,
                   const uint8_t (*commitments)[32], size_t commitment_count);

/* box_seal(case tag || number || share) to a custodian agency. */
enum err share_seal(struct cx *cx, const uint8_t case_tag[16], const struct share *share,
                    const struct box_pk *to, uint8_t out[SHARE_SEALED_LEN]) MUST_USE;
/* ERR_DENIED if the pair does not open it; ERR_CORRUPT if it is another case's or
 * another number. */
enum err share_open(struct cx *cx, const uint8_t case_tag[16], uint8_t number,
                    const struct box_pk *pk, const struct box_sk *sk,
                    const uint8_t sealed[SHARE_SEALED_LEN], struct share *out) MUST_USE;
void share_wipe(struct share *s); /* fits AUTO */
