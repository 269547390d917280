/*
 * case_custody: who may know what of a case, saved so that nobody need fold its events to see it:
 * the request to open a name, access of excluded agencies, officers who stepped back. Part of the
 * projection case_state: only case_state.c writes it.
 */
#pragma once
#include "domain/case.h"
#include "store/db.h"

#define CUSTODY_LIST_MAX 200

/* Nothing is written for a case where nothing of the kind happened. */
enum err store_custody_save(struct cx *cx, struct db *tx, struct case_id id,
                            const struct case_state *state) MUST_USE;
/* Into state->identity, ->access, ->recused. */
enum err store_custody_load(struct cx *cx, struct db *db, struct case_id id,
                            struct case_state *state) MUST_USE;

/* Whether the officer stepped back from the case: for him it is not there. */
enum err store_recused(struct cx *cx, struct db *db, struct case_id id, struct officer_id officer,
                       bool *out) MUST_USE;

struct custody_row {
    struct case_id id;
    struct str number;
    enum agency_code asker; /* or who proposes */
    enum agency_code to;    /* proposals: whom it would be given */
    int64_t asked_us, since_us;
    unsigned holders, approved; /* approved: without the void ones */
};

struct custody_list {
    struct custody_row *at;
    size_t len;
};

/* Requests to open a name that wait for this agency's answer, as this officer may see them. */
enum err store_custody_waiting(struct cx *cx, struct db *db, struct agency_id agency,
                               enum agency_code code, struct officer_id officer,
                               struct custody_list *out) MUST_USE;
/* Proposals of other agencies that wait for a second one. */
enum err store_custody_proposed(struct cx *cx, struct db *db, struct agency_id agency,
                                enum agency_code code, struct officer_id officer,
                                struct custody_list *out) MUST_USE;

struct case_id_list {
    struct case_id *at;
    size_t len;
};

/* Open requests that began at or before, the oldest first; at most max. */
enum err store_custody_lapsing(struct cx *cx, struct db *db, struct post_id post, int64_t before_us,
                               size_t max, struct case_id_list *out) MUST_USE;

struct colleague {
    struct officer_id id;
    unsigned roles;
};

struct colleague_list {
    struct colleague *at;
    size_t len;
};

/* Those of the agency who work here, hold its key, and have not stepped back from the case. */
enum err store_colleagues(struct cx *cx, struct db *db, struct case_id id, struct agency_id agency,
                          struct colleague_list *out) MUST_USE;
