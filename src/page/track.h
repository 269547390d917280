/*
 * track: coming back with the code: the door, and the report behind it, with
 * its state, its clocks, the talk and everything that happened.
 */
#pragma once
#include "page/files.h"
#include "page/layout.h"

struct come_back_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct mends_page mends;
    struct str typed;
    struct msg mend;
    struct msg notice;        /* "the page was closed", or T_NONE */
    struct str csrf;
};

enum track_mark { TRACK_DONE, TRACK_NOW, TRACK_NEXT };

struct track_step {
    enum track_mark mark;
    struct msg head;
    struct msg text;
    struct msg due;           /* "Paling lambat Rabu, 16 Oktober 2024" */
    struct msg left;          /* "1 hari 3 jam lagi" */
    bool late;
};

struct track_talk {
    struct msg who;           /* "Anda", or the agency */
    struct msg day;           /* before the first of a day; else T_NONE */
    struct str text;
    struct when at;
    bool mine;
    bool day_only;
};

struct track_clock {
    struct msg name;
    struct msg state;         /* "Paling lambat …", "Selesai …", "Lewat …" */
    struct str explained;
    bool late;
};

struct track_change {
    struct msg when;          /* the day, or day and time */
    struct msg what;
    struct str text;          /* what the event says, "" for none */
    int64_t entry;
};

struct track_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct mends_page mends;
    struct str number;
    struct str zone;          /* "WIB": of all times on the page */
    struct msg mode;
    struct str title;
    struct msg place;         /* "Kecamatan Mlonggo"; or T_NONE */
    struct msg sent;          /* "dikirim …" */
    struct msg done;          /* what was just done, after a redirect */
    struct msg question;      /* the officers wait for an answer */
    struct msg state;         /* one sentence: where the report is now */
    struct str reason;        /* of a decision */
    const struct track_step *steps;
    size_t steps_len;
    const struct track_talk *talk;
    size_t talk_len;
    const struct track_clock *clocks;
    size_t clocks_len;
    const struct track_change *changes;
    size_t changes_len;
    const struct msg *missing;
    size_t missing_len;
    const struct file_line_page *files; /* his own */
    size_t files_len;
    bool open, withdrawn, completes; /* completes: some of what is missing can be written here */
    struct str typed;
    struct msg mend;
    struct str csrf;
};
