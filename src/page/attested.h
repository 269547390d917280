/*
 * attested: the attested numbers: the section of /transparansi, and /meja/angka, where an officer
 * confirms or disputes them for his agency.
 */
#pragma once
#include "page/desk_shell.h"

struct attested_bar {
    struct value label;
    int64_t n;
    int width; /* of 100 */
    bool rest; /* what no bar tells */
};

struct attested_group {
    struct str id;
    struct msg title;
    const struct attested_bar *bars;
    size_t bars_len;
};

enum attested_look { ATTESTED_LOOK_CONFIRMED, ATTESTED_LOOK_WAITING, ATTESTED_LOOK_DISPUTED };

struct attested_sign {
    struct value name;
    enum attested_look look;
    struct msg detail; /* T_NONE: none */
};

struct attested_page {
    struct msg as_of;      /* T_NONE: no table yet */
    bool damaged;          /* there is one, and its text is not the logged one */
    struct msg apart;      /* how many are not broken down; T_NONE: none */
    const struct attested_group *groups;
    size_t groups_len;
    const struct attested_sign *signs;
    size_t signs_len;
};

struct desk_numbers_row {
    struct value what;
    int64_t told, own;
    struct day on;
    bool differs;
};

struct desk_numbers_group {
    struct msg title; /* T_NONE: of the sum alone */
    const struct desk_numbers_row *rows;
    size_t rows_len;
};

struct desk_numbers_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    bool there;
    bool changed;          /* a newer table came while this one was read */
    struct msg done;       /* what was just done, after a redirect */
    struct msg as_of;
    struct msg fine;       /* all agree; T_NONE: something differs */
    struct msg differ;     /* how many; T_NONE: none */
    bool altered;          /* the stored text is not the logged one */
    struct msg faulty;     /* cases that do not agree with the log */
    const struct str *faults;
    size_t faults_len;
    struct msg checked;    /* how many cases the count rests on */
    const struct desk_numbers_group *groups;
    size_t groups_len;
    struct msg said;       /* what this agency said of it; T_NONE: nothing yet */
    struct str csrf, day, sha256;
    bool good;             /* confirming is what is likely meant */
    bool may_confirm, may_dispute; /* what was said last can not be said again */
};
