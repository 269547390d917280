/*
 * desk_agency: an agency's keys: what is in use, who holds it, how far the sealing anew is; the
 * guided page of one deed with them; and the slips of paper, shown once.
 */
#pragma once
#include "page/desk_shell.h"
#include "page/layout.h"
#include "page/out.h"
#include "page/password_again.h"

struct desk_key_line {
    struct msg what;
    struct str groups; /* "3fa2 91c0 ...": read aloud */
};

struct desk_agency_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct msg done;
    int64_t serial;
    struct day since;            /* DAY_NONE: the first */
    const struct desk_key_line *keys;
    size_t keys_len;
    int64_t officers, custodians;
    bool no_custodian;
    bool resealing, running;     /* something is sealed to former keys; it is being done */
    int64_t sealed, total, failed;
    struct day paper;            /* DAY_NONE: never made */
    bool witness, confirmed, silent;
    struct str vkey, expect;     /* expect: what the witness is told of the keys above */
    struct when seen;
    bool seen_ever;
    /* ways; each or nothing */
    struct link renew, make_paper, shares, confirm, people;
    struct str recover;          /* the command */
};

struct desk_key_deed_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct link back, action;
    struct mends_page mends;
    struct msg lead, one, two, three, warn, submit;
    struct str key;              /* to be compared; "" none */
    struct str vkey;             /* goes with the form; "" none */
    struct password_again_page again;
    struct str csrf;
};

/* One slip; desk_paper shows three. */
struct desk_paper_slip_page {
    struct str site, agency, set, command;
    int64_t number;
    const struct str *lines;
    size_t lines_len;
    struct when made;
};

struct desk_paper_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    const struct desk_paper_slip_page *slips;
    size_t slips_len;
    struct link back;
};
