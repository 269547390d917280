/*
 * help: the pages that explain: help, reporting safely, privacy, accessibility;
 * the stages of the election; and what went wrong.
 */
#pragma once
#include "page/layout.h"

struct help_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
};

struct safe_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
};

struct privacy_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
};

struct access_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
};

struct stage_row {
    struct str title;
    struct msg days;           /* "25 Sep 2024 sampai 23 Nov 2024" */
    bool now, over;
};

struct stages_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct str election;       /* the calendar's name; "" when none is set */
    struct day today;
    const struct stage_row *rows;
    size_t rows_len;
    struct link ics;
};

struct problem_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct msg lead;           /* what to do */
    struct str id;             /* to quote to the post; "" for none */
};
