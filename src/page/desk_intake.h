/*
 * desk_intake: an officer writes down what somebody says at the counter or on the
 * phone: the citizen's questions on one page, and the slip that follows.
 */
#pragma once
#include "page/desk_shell.h"

struct desk_intake_section {
    struct msg title;
    const struct ask_field_page *fields;
    size_t fields_len;
};

struct desk_intake_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct mends_page mends;
    const struct desk_intake_section *sections;
    size_t sections_len;
    struct str csrf, once;
};

/* The slip: the secret code above the tear line, the public proof below. */
struct desk_slip_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct str code, g1, g2, g3, g4;
    struct str number, post, address, phone;
    struct when received;
    long log;
    struct link open;
};
