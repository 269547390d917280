/*
 * sign_off: an agency's answer to the attested numbers: what it counts itself, from the events of
 * the cases that it holds a grant for, beside what the newest table says; and the leaf by which
 * it confirms the table or disputes it, signed with its key.
 *
 * Each case that it holds is checked as `posko audit` does (check_case.h): facts, leaves,
 * commitments. The counting is done by the post's server for the agency; whoever does not trust
 * it with that counts from the agency's own copy.
 */
#pragma once
#include "action/attest.h"
#include "action/check_case.h"
#include "action/session.h"

#define SIGN_OFF_CHECKED_MAX 5000 /* cases checked against their leaves; all are counted */

struct sign_off_line {
    enum attested_dimension of;
    char code[ATTESTED_CODE_MAX];
    uint64_t told, own;
    struct day on; /* as of the end of which */
};

struct sign_off {
    bool there;               /* a table is there; else nothing below is filled */
    bool text_altered;        /* what is stored is not what its leaf holds */
    struct day day;           /* of the newest table */
    uint8_t sha256[ATTESTED_HASH]; /* of its leaf */
    struct attested_table table;
    uint64_t own_cases;       /* what the sum should be */
    struct day cases_on;
    struct sign_off_line *lines; /* the told cells */
    size_t lines_len;
    size_t differ;            /* how many numbers, the sum among them, are not its own */
    uint64_t held, checked;   /* cases */
    struct check_faults faults;
    struct attested_answer answer; /* what it said last; .says SILENT: nothing yet */
};

enum err sign_off_read(struct cx *cx, const struct env *env, struct db *db,
                       const struct officer_session *who, struct sign_off *out) MUST_USE;

/* On the writer. ERR_CONFLICT if that is not the table of that day, or not the newest any more.
 * *added false: the agency had said just that. */
enum err sign_off_write(struct cx *cx, const struct env *env, struct db *tx,
                        const struct officer_session *who, struct day day, struct str sha256,
                        enum attested_says says, bool *added) MUST_USE;
