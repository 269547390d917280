/*
 * desk: each agency's lists of cases, read in pages.
 *
 * A page costs the same among a hundred cases and a hundred thousand: it is read
 * in the order of an index, from where the page before ended (a filter that hardly
 * any case passes reads on until it has found its rows). The lists have a
 * row for each grant and none without: an excluded agency's lists and counts are
 * exactly what they would be if the case did not exist.
 */
#pragma once
#include "domain/case.h"
#include "store/db.h"

#define DESK_PAGE_MAX 200
#define DESK_COUNT_MAX 1000 /* "1.000+": a count stops here */

enum desk_tab {
    DESK_ALL,              /* open ones, the clock that ends first on top */
    DESK_MINE,             /* owned by desk_filter.owner */
    DESK_UNASSIGNED,
    DESK_WAITING_REPORTER, /* we asked, he has not answered */
    DESK_REFERRED,         /* in STAGE_REFERRED */
    DESK_CLOSED,           /* the newest on top */
    DESK_TAB_COUNT
};

struct desk_filter {
    enum desk_tab tab;
    struct officer_id owner;         /* for DESK_MINE */
    struct officer_id who;           /* who looks: cases he stepped back from are left out */
    enum reported_category category; /* CATEGORY_NONE: any */
    struct str kecamatan;            /* "": any */
};

/* Where a page ended. A zero key is before the first row. */
struct desk_key {
    int64_t sort_us;
    struct case_id id;
    bool set;
};

struct desk_row {
    struct desk_key key;      /* hand it back for the page after this row */
    struct case_id id;
    struct str number;
    int64_t received_us, last_us;
    enum case_stage stage;
    enum reported_category category;
    enum report_mode mode;
    enum intake_kind intake;
    enum urgency urgency;
    enum waiting waiting;
    struct str kecamatan;
    bool owned, withdrawn, merged;
    struct officer_id owner;
    uint32_t unread;
    struct bytes title;       /* sealed; len 0: none */
    bool due;                 /* a clock runs or was missed: the one that ends first */
    enum clock_name clock;
    enum authority authority;
    int64_t due_us;
    struct day due_on;
    uint64_t grant_serial;    /* what opens the title: as struct case_grant */
    uint64_t key_serial;
    struct bytes sealed, cached;
};

struct desk_page {
    struct desk_row *at;
    size_t len;
    bool more; /* there are rows after the last */
};

/* At most limit rows (1..DESK_PAGE_MAX) after the key. */
enum err store_desk_page(struct cx *cx, struct db *db, struct agency_id agency,
                         const struct desk_filter *filter, const struct desk_key *after,
                         size_t limit, struct desk_page *out) MUST_USE;
/* How many cases the filter lets through; counting stops at DESK_COUNT_MAX. */
enum err store_desk_count(struct cx *cx, struct db *db, struct agency_id agency,
                          const struct desk_filter *filter, int64_t *out) MUST_USE;
/* One row, as it stands in the lists; ERR_DENIED if it is not for this agency. */
enum err store_desk_row(struct cx *cx, struct db *db, struct agency_id agency, struct case_id id,
                        struct desk_row *out) MUST_USE;

/* Puts the case into the lists of all that have a grant. store_case_state_save calls it. */
enum err store_desk_update(struct cx *cx, struct db *tx, struct case_id id,
                           const struct case_state *state) MUST_USE;
/* No agency has a row of it any more; whether the rows are what store_desk_update would write. */
enum err store_desk_clear(struct cx *cx, struct db *tx, struct case_id id) MUST_USE;
enum err store_desk_differs(struct cx *cx, struct db *db, struct case_id id,
                            const struct case_state *s, bool *differs) MUST_USE;
