/*
 * desk_inbox: lists of cases: the inbox with its groups, and what a search found.
 * Ids of rows stay the same from one reading to the next, so that a refresh keeps focus.
 */
#pragma once
#include "domain/codes.h"
#include "page/desk_custody.h"
#include "page/desk_shell.h"
#include "page/desk_watch.h"

enum desk_due { DESK_DUE_NONE, DESK_DUE_LATE, DESK_DUE_SOON, DESK_DUE_NEXT, DESK_DUE_DONE };

struct desk_line_page {
    struct str id, number, title; /* title "": does not open */
    struct link open, take;
    struct str csrf;
    bool may_take;
    bool fresh;               /* nobody has looked at it yet */
    enum desk_due due;
    struct span left;         /* until due, or since */
    struct msg clock;
    int bar;                  /* 0..100 of the period gone */
    struct str kecamatan;
    enum report_mode mode;
    struct msg mode_words, stage;
    long unread;
    bool urgent, withdrawn;
    struct str owner, initials;
};

struct desk_group_page {
    enum desk_due due;        /* which heading */
    struct msg title;
    long count;
    const struct desk_line_page *lines;
    size_t lines_len;
};

struct desk_tab_page {
    struct msg name;
    struct link to;
    struct value count;
    bool current;
};

struct desk_inbox_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct when now;
    struct msg done;          /* what was just done, after a redirect */
    struct desk_waiting_page waiting;
    struct desk_watch_strip_page watch; /* a handover that waits or was missed */
    const struct desk_tab_page *tabs;
    size_t tabs_len;
    const struct desk_group_page *groups;
    size_t groups_len;
    const struct ask_option *categories, *places;
    size_t categories_len, places_len;
    struct str tab;           /* kept by the filter form */
    bool filtered;
    struct link clear, more, first;
    bool further;             /* not the first page */
    /* empty: what is due next */
    struct str next_number;
    struct link next;
    struct span next_left;
};

struct desk_search_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct str query;
    bool asked;
    const struct desk_line_page *lines;
    size_t lines_len;
    struct link more;
};
