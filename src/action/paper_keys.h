/*
 * paper_keys: an agency's keys on three slips of paper, any two of which bring them back.
 *
 * The slips carry shares of a secret of their own; the database keeps the agency's master
 * sealed to that secret's pair, as it does for an officer. So one slip tells nothing, two tell
 * nothing without the database, and the slips stay good when the agency renews its keys. Making a
 * set ends the one before; that a set was made is a leaf that the agency signs (agency.paper).
 *
 * A slip is 64 symbols of Crockford base32 in sixteen groups of four: version, number, set, share
 * and a check that tells a mistyped slip from a wrong one.
 */
#pragma once
#include "action/post.h"
#include "action/session.h"

#define PAPER_SLIPS 3
#define PAPER_SLIPS_NEEDED 2

struct paper_slips {
    const struct officer_session *by;
    struct str slip[PAPER_SLIPS]; /* "0001-2ABC-...": shown once, kept nowhere */
    struct str set;               /* four symbols: which slips belong together */
    struct box_pk pk;
    struct bytes sealed, custodian_sealed;
};

enum err paper_keys_check(struct cx *cx, const struct officer_session *by,
                          struct paper_slips *out) MUST_USE;
/* On the writer. */
enum err paper_keys_write(struct cx *cx, const struct env *env, struct db *tx,
                          const struct paper_slips *p) MUST_USE;
/* On the writer, when the agency renews its keys: the slips open the new ones too. A set that the
 * log does not show as the agency's is dropped. by: with the keys of before. */
enum err paper_keys_follow(struct cx *cx, const struct env *env, struct db *tx,
                           const struct officer_session *by, uint64_t serial,
                           const struct secret32 *master) MUST_USE;
/* The same for the custodians' secret, if the set opens one. */
enum err paper_custody_follow(struct cx *cx, const struct env *env, struct db *tx,
                              const struct officer_session *by, uint64_t serial,
                              const struct secret32 *secret) MUST_USE;
/* When the set was made; 0: there is none. */
enum err paper_keys_made(struct cx *cx, const struct env *env, struct db *db,
                         const struct agency *agency, int64_t *made_us) MUST_USE;

/* What a slip says; ERR_INVALID with a sentence for one that was mistyped. */
struct paper_slip {
    int number;
    struct str set;
    uint8_t share[32];
};
enum err paper_slip_read(struct cx *cx, struct str typed, struct paper_slip *out) MUST_USE;

/* An agency that nobody can open any more gets a first officer anew. In a transaction of its own.
 * ERR_INVALID says which slip is wrong or does not belong; ERR_DENIED: not this agency's. */
enum err agency_recover(struct cx *cx, const struct env *env, struct db *db,
                        enum agency_code code, const struct str typed[PAPER_SLIPS_NEEDED],
                        const struct new_officer *first, struct officer_slip *slip) MUST_USE;
