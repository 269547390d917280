/*
 * ask: a page that asks one thing, and the questions it is made of.
 *
 * One template draws every step of the report and every form of the reporter's
 * page: the handler says what is asked, what was answered and what is to be
 * mended. Ids are the field's name; an option's id is the name and its place.
 */
#pragma once
#include "page/layout.h"

enum ask_kind { ASK_RADIO, ASK_CHECK, ASK_LINE, ASK_TEXT, ASK_DAY, ASK_SELECT };
enum ask_icon { ASK_NO_ICON, ASK_ICON_USER, ASK_ICON_LOCK, ASK_ICON_USERS, ASK_ICON_INFO,
                ASK_ICON_SCALE };

struct ask_option {
    struct str value, id;
    struct value label;
    struct msg hint;                   /* T_NONE: none; likewise below */
    struct msg first, second;          /* lines with an icon: consequences */
    enum ask_icon first_icon, second_icon;
    bool chosen;
    bool off;                          /* shown, but cannot be chosen */
};

struct ask_field_page {
    enum ask_kind kind;
    struct str name;                   /* and id */
    struct msg label, hint, mend;
    bool title;                        /* the label is the page's h1 (groups only) */
    bool optional;                     /* "(boleh dilewati)" */
    bool tall, tight, two;
    bool quick;                        /* a day: today and yesterday as buttons */
    const struct ask_option *options;  /* radio, check, select; for a day, its months */
    size_t options_len;
    struct str value;                  /* line, text; for a day, its day */
    struct str year;
    struct str complete;               /* autocomplete: "name", "tel", "off" ... */
    bool numeric, narrow;
    int max;                           /* maxlength in characters; 0: none */
};

enum ask_note_icon { ASK_NOTE_INFO, ASK_NOTE_LOCK, ASK_NOTE_PHONE };

struct ask_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct mends_page mends;
    struct link back;
    int step, steps, bar;              /* steps 0: no counter; bar 0..100 */
    struct msg title;                  /* as h1; T_NONE when a group's label is */
    struct msg lead;
    struct msg note_head, note;        /* a box above the questions */
    enum ask_note_icon note_icon;
    bool note_soon;
    struct link note_link;
    struct msg note_link_text;
    const struct ask_field_page *fields;
    size_t fields_len;
    struct msg help_head, help;        /* a disclosure below the questions */
    struct link action;
    struct str csrf;
    struct str from;                   /* "periksa": go back there afterwards */
    bool quick;                        /* a field has buttons of its own */
    struct msg submit;
    bool warn;
    struct msg after;                  /* small print below the button */
};
