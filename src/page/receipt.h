/*
 * receipt: what a person takes away: the secret code, shown once, and below the
 * tear line the public proof, which opens nothing.
 */
#pragma once
#include "page/layout.h"

enum receipt_try { RECEIPT_NOT_TRIED, RECEIPT_MATCHES, RECEIPT_DIFFERS };

struct receipt_step {
    struct msg when;          /* "Paling lambat Sabtu, 19 Oktober 2024" */
    struct msg what, text;
};

struct receipt_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct when received;
    struct str number;
    struct str code;          /* XXXXX-XXXXX-XXXXX-XXXXX */
    struct str g1, g2, g3, g4;
    struct str csrf;
    enum receipt_try tried;
    struct msg kind_head, kind;      /* what the report counts as, and why */
    struct msg late;
    const struct msg *missing;       /* for a formal report */
    size_t missing_len;
    const struct receipt_step *steps;
    size_t steps_len;
    int64_t log_index;
    struct link proof_file;          /* /log/proof/INDEX */
    struct link qr;                  /* PNG; empty: none */
    struct str qr_says;              /* the address in it */
};
