/*
 * home: the front page. Shows only what is true today: the post's agencies, the
 * stage of the election, and figures where there are any.
 */
#pragma once
#include "page/layout.h"

struct home_figure {
    struct msg what;
    struct value value;
};

struct home_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct str site;
    struct day today;
    const struct str *agencies;   /* as people call them */
    size_t agencies_len;
    struct msg stage;          /* "Masa kampanye, hari ke-20 dari 60"; T_NONE: none today */
    int bar;                   /* 0..100; 0: no bar */
    struct msg vote;           /* "Pemungutan suara …, 44 hari lagi." */
    const struct home_figure *figures;
    size_t figures_len;
    struct link polri, tni, asn, organiser, facility;
};
