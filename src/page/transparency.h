/*
 * transparency: /transparansi: the post's work in numbers, missed deadlines as large as the
 * rest. All of it is counted from the log's leaves; every number is HTML text, bars only
 * draw what stands beside them.
 */
#pragma once
#include "page/attested.h"
#include "page/logbook.h"

struct chart_bar {
    struct value label;
    int64_t n;
    struct msg note;          /* after the number */
    int width;                /* of 100 */
    int late_x, late_width;   /* the missed part; 0: none */
    int height;               /* upright bars: pixels */
    bool partial;             /* its time is not over */
};

struct chart_row {
    struct value label;
    const int64_t *cells;
    size_t cells_len;
};

struct transparency_chart_page {
    struct str id;            /* of its heading */
    bool upright, legend;
    struct msg title;         /* the finding */
    struct msg what;          /* how it is counted */
    struct msg also;
    const struct chart_bar *bars;
    size_t bars_len;
    struct msg label_head;    /* the table's first column */
    const struct msg *heads;
    size_t heads_len;
    const struct chart_row *rows;
    size_t rows_len;
    int64_t newest;           /* number of the last entry counted */
};

struct transparency_figure {
    struct msg what, detail;
    struct value value;
};

struct transparency_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    bool there;               /* a head is published: `head` is filled */
    struct logbook_head_page head;
    struct msg as_of;
    const struct transparency_figure *figures; /* none: no report yet */
    size_t figures_len;
    const struct transparency_chart_page *charts;
    size_t charts_len;
    bool has_attested;        /* a post that counts has them, be it none yet */
    struct attested_page attested;
    const struct str *commands;
    size_t commands_len;
};
