/*
 * attest: the attested numbers (domain/attested.h) as the post makes them, once for each day that
 * has ended: counted from the cases' events on a reading connection, then written short, with the
 * leaf statistics.attested that holds the text's hash.
 *
 * A case counts if, at the end of the day whose table first counts it, every agency held it.
 * Whether one was kept from it later changes nothing any more: no table takes back what it told.
 */
#pragma once
#include "action/env.h"
#include "domain/attested_watch.h"
#include "store/db.h"
#include "tlog/leaf.h"

/* Reports of a day's last second are written a little after it: only then is it counted. */
#define ATTEST_AFTER_US (INT64_C(300) * 1000000)

struct attest {
    struct day day;
    struct str text;
    uint8_t sha256[ATTESTED_HASH];
};

/* Counts the newest day that has ended. *due false: it has its table, or is just over. */
enum err attest_prepare(struct cx *cx, const struct env *env, struct db *db, struct attest *out,
                        bool *due) MUST_USE;
/* On the writer, or in a transaction of a command. *added false: another came first. */
enum err attest_write(struct cx *cx, const struct env *env, struct db *tx, const struct attest *a,
                      bool *added) MUST_USE;

/* A case as it counts. */
struct attest_case {
    int64_t case_key;
    struct day received;
    struct day kept_from; /* when an agency was first kept from it; DAY_NONE: never */
    struct str place, channel, mode;
};

/* Each case of the post, in the order of filing. What it is given lives until it returns. */
enum err attest_cases(struct cx *cx, const struct env *env, struct db *db,
                      enum err (*take)(struct cx *cx, void *arg, const struct attest_case *c),
                      void *arg) MUST_USE;

/* The tables whose leaf is among the first `size`, parsed, the oldest first. ERR_CORRUPT if one
 * of them is not what is written here. */
enum err attest_history(struct cx *cx, const struct env *env, struct db *db, int64_t size,
                        struct attested_history *out) MUST_USE;
/* The day whose table first counts the case, `pending` where none does yet; *counts is whether
 * it is among those broken down. */
struct day attest_counts(const struct attested_history *history, const struct attest_case *c,
                         struct day pending, bool *counts);

void attest_hash(struct str text, uint8_t out[ATTESTED_HASH]);

/* What a leaf says of attested numbers. False for a leaf of another kind; *fine is false where
 * it is of this kind, but its facts cannot be read. */
bool attest_leaf_of(const struct leaf *leaf, struct attested_leaf *out, bool *fine) MUST_USE;
