/*
 * verify: /periksa: a receipt is checked, by its file or by its number. Exactly three answers
 * (shared ux.md 1.2), each with what was and what was not proved.
 */
#pragma once
#include "page/layout.h"

enum verify_answer { VERIFY_ASKING, VERIFY_RECORDED, VERIFY_UNLIKE, VERIFY_NOT_YET };

struct verify_fact {
    struct msg what;
    struct value value;
};

struct verify_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct mends_page mends;
    struct str csrf;
    struct msg text_fault, file_fault, index_fault, number_fault;
    struct str text, index, number; /* as they were sent */
    enum verify_answer answer;
    struct msg said;                /* the one sentence */
    struct msg more;                /* what it means */
    const struct msg *proved;
    size_t proved_len;
    const struct msg *not_proved;
    size_t not_proved_len;
    const struct verify_fact *facts; /* of the entry; only where it is recorded */
    size_t facts_len;
    struct str leaf;                /* hex in groups of 4; "" where nothing was proved */
    struct str root;                /* base64 in groups of 4 */
    int64_t size;
    struct link proof_file;
    const struct str *commands;     /* to check it without us */
    size_t commands_len;
};
