/*
 * lapor: the two pages around the questions of a report: what to know before the
 * first, and all answers before sending. The questions themselves are ask.h.
 */
#pragma once
#include "page/layout.h"

struct report_start_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct str csrf;
    struct str category;      /* chosen on the front page: its code, or "" */
    struct link resume;       /* a report is under way: where it was; else empty */
};

struct check_row {
    struct msg label;
    struct str answer;        /* "" reads "not given" */
    struct link change;
};

struct check_group {
    struct msg title;
    const struct check_row *rows;
    size_t rows_len;
};

struct report_check_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct mends_page mends;
    struct link back;
    int step, bar;
    struct msg mode_head, mode_text; /* how the person reports, and what it means */
    bool anonymous;
    struct msg late;          /* what being late means; T_NONE when it is not */
    struct msg missing_head;  /* what a formal report would lack; T_NONE: nothing */
    const struct msg *missing;
    size_t missing_len;
    const struct check_group *groups;
    size_t groups_len;
    struct str csrf;
};

/* One sentence and a way on: a draft that ran out, a code shown once, a page closed. */
struct plain_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct msg lead, text;
    struct link go, other;
    struct msg go_text, other_text;
};
