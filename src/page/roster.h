/*
 * roster: which agencies keep watch on which days, for everybody: no names, gaps in words. Also
 * the same at the desk, with names, and the forms that change it.
 */
#pragma once
#include "page/ask.h"
#include "page/desk_shell.h"

/* ---- for everybody ---- */

struct roster_public_shift {
    struct msg hours;          /* T_NONE: nothing is said of it */
    bool gap;
    struct msg state;          /* "Ada petugas", "Belum ada petugas" */
};
struct roster_public_cell {
    struct msg agency;
    const struct roster_public_shift *shifts;
    size_t shifts_len;
    struct msg none;           /* no roster, or a day off; else T_NONE */
    bool unknown;              /* no roster */
};
struct roster_public_day {
    struct day on;
    struct msg note;           /* "hari ini" */
    bool today;
    const struct roster_public_cell *cells;
    size_t cells_len;
};
struct roster_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct day today;
    const struct msg *gaps;    /* "Belum ada petugas KPU malam ini." */
    size_t gaps_len;
    bool any;                  /* some agency has published something */
    const struct msg *heads;   /* the agencies */
    size_t heads_len;
    const struct roster_public_day *days;
    size_t days_len;
};

/* ---- the desk ---- */

struct desk_roster_seat {
    struct str name;
    bool mine;
    struct msg breaks;         /* T_NONE: nothing does */
    struct msg why;
    struct link change;
};
struct desk_roster_shift {
    struct msg hours;
    const struct desk_roster_seat *seats;
    size_t seats_len;
    struct msg gap;            /* "Kosong: 1 petugas" */
    struct link fill;
    bool draft;
};
struct desk_roster_cell {
    struct msg agency;
    const struct desk_roster_shift *shifts;
    size_t shifts_len;
    struct msg none;
    bool mine, gap;
};
struct desk_roster_day {
    struct day on;
    struct msg weekday, note;
    bool today;
    const struct desk_roster_cell *cells;
    size_t cells_len;
};
struct desk_roster_own {
    struct day on;
    struct msg weekday, hours;
    bool today, draft;
    struct msg breaks;
};
struct desk_roster_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct msg done;
    bool own;                  /* only my shifts */
    struct day from, until;
    struct link before, now, after, all, mine;
    const struct msg *gaps;
    size_t gaps_len;
    bool head;
    struct link leave, month, month_next;
    struct msg month_name, month_next_name;
    const struct msg *heads;
    size_t heads_len;
    const struct desk_roster_day *days;
    size_t days_len;
    const struct desk_roster_own *mine_rows;
    size_t mine_rows_len;
    bool feed;                 /* there is a calendar's address */
    struct day feed_made;
    struct link feed_action;
};

struct desk_roster_hidden {
    struct str name, value;
};
struct desk_roster_line {
    struct str what;
    struct msg about;
    struct str value;          /* of the button that ends it; "" none */
};
struct desk_roster_form_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct link back, action;
    struct msg done, lead;
    struct mends_page mends;
    const struct msg *faults;  /* what does not hold or cannot be met */
    size_t faults_len;
    struct msg faults_head;
    const struct desk_roster_line *lines;
    size_t lines_len;
    struct msg lines_head, lines_none, line_end;
    const struct desk_roster_hidden *hidden;
    size_t hidden_len;
    const struct ask_field_page *fields;
    size_t fields_len;
    struct str csrf;
    struct msg submit, publish; /* T_NONE: no such button */
    struct msg publish_why;
};

/* A calendar's address, shown once. */
struct desk_roster_feed_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct link back;
    struct str address;
};
