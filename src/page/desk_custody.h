/*
 * desk_custody: who may know what of a case: two cards on the case's page, the forms behind
 * them, and the strip on the first page with what waits for this officer's agreement.
 */
#pragma once
#include "page/desk_case.h"
#include "page/password_again.h"

/* A form that asks for the password again. */
struct desk_custody_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct mends_page mends;
    struct link back, action;
    struct link other; /* the other answer */
    struct msg other_words;
    struct str number;
    struct msg lead, warn;
    const struct desk_fact_page *facts; /* what is asked, by whom, why */
    size_t facts_len;
    struct str csrf, agency;            /* agency: its code where it is not chosen here */
    long seen;
    const struct ask_field_page *fields;
    size_t fields_len;
    struct password_again_page again;
    struct msg submit;
    bool warns;
};

struct desk_waiting_line {
    struct link to;
    struct msg text;
};

struct desk_waiting_page {
    const struct desk_waiting_line *lines;
    size_t lines_len;
};

/* The same on a page of its own, for custodians who read no cases. */
struct desk_waiting_list_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct msg done;
    struct desk_waiting_page waiting;
};
