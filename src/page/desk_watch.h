/*
 * desk_watch: the watch log (buku mutasi) of one day, its sheet for paper, the nihil line's one
 * question, and the two halves of a handover (serah terima).
 */
#pragma once
#include "page/desk_shell.h"
#include "page/out.h"
#include "page/password_again.h"

/* One of what an outgoing officer wrote, as lines. */
struct desk_watch_part {
    struct msg title;
    const struct str *items;
    size_t items_len;
};

struct desk_watch_line_page {
    long number;
    struct when at, entered;   /* entered: unknown where it is the same minute */
    struct msg kind;
    struct str text;
    struct msg corrects, corrected;
    struct msg agency;
    struct str who;            /* "" not on the list any more */
    bool own, unreadable, handover;
    const struct desk_watch_part *parts;
    size_t parts_len;
    struct link fix;
};

/* The strip on the desk's first page and above the book: what stands with the handover. */
struct desk_watch_strip_page {
    struct msg text;
    bool bad;
    struct link to;
};

struct desk_watch_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct msg done;
    struct desk_watch_strip_page strip;
    struct day day;
    bool today, may_nihil;
    struct link before, after, now, print, nihil, hand_over;
    struct mends_page mends;
    struct msg correcting;     /* T_NONE: an ordinary line */
    struct str corrects;
    struct link correcting_not;
    const struct ask_option *kinds;
    size_t kinds_len;
    struct str text, time;
    struct msg mend_text, mend_time;
    struct str csrf;
    const struct desk_watch_line_page *lines;
    size_t lines_len;
};

struct desk_watch_sheet_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct str site;
    struct day day;
    struct link back;
    const struct desk_watch_line_page *lines;
    size_t lines_len;
};

struct desk_watch_nihil_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct link back;
    struct msg refused;        /* other lines are there: no button */
    struct when at;
    struct str csrf;
};

struct desk_watch_case {
    struct link to;
    struct str number, title, id;
    struct msg due;
    bool late, ticked;
};

struct desk_watch_item {
    struct str id, value, text;
    bool ticked;
};

struct desk_watch_group {
    struct msg title;
    const struct desk_watch_item *items;
    size_t items_len;
};

struct desk_handover_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct link back, take;
    struct mends_page mends;
    struct desk_watch_strip_page strip;
    struct msg replaces;       /* an offer waits; this one takes its place */
    long open;
    const struct desk_watch_case *cases;
    size_t cases_len;
    struct msg more;
    const struct ask_field_page *fields;
    size_t fields_len;
    struct password_again_page again;
    struct str csrf;
};

struct desk_handover_take_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct link back;
    struct mends_page mends;
    bool there, own;           /* nothing waits; he offered it himself */
    struct msg from;
    struct str happened, offer;
    const struct desk_watch_group *groups;
    size_t groups_len;
    long open;
    const struct desk_watch_case *cases;
    size_t cases_len;
    struct msg more;
    struct password_again_page again;
    struct str csrf;
};
