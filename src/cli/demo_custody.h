/*
 * demo_custody: who may know what, in the invented post: a confidential name that was opened, one
 * that waits for a third agency, one that was refused; an officer who stepped back.
 */
#pragma once
#include "action/custody_deed.h"
#include "action/ledger.h"

struct demo_made { /* a case, once it is filed */
    struct case_id id;
    struct str number, code;
    bool filed;
};

struct demo_custody {
    struct cx *cx;
    struct env *env;
    struct db *db;
    const struct officer_session *const *officers; /* the first of each agency is a custodian */
    size_t officers_len;
    const struct demo_made *cases;
    size_t cases_len;
};

/* At the moment of cx, in two batches: what is agreed must be in a signed head before a name is
 * opened. A post with few cases has few of these. */
enum err demo_custody(const struct demo_custody *d, struct ledger *ledger) MUST_USE;
