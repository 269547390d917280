/*
 * desk_case: one case, all of it on one page: clocks, what may be done, the report,
 * what happened, writing a note or a message, tasks, referrals, what the rules suggest.
 */
#pragma once
#include "domain/codes.h"
#include "page/ask.h"
#include "page/desk_shell.h"
#include "page/files.h"

enum desk_clock_look { DESK_CLOCK_RUNS, DESK_CLOCK_SOON, DESK_CLOCK_LATE, DESK_CLOCK_MET,
                       DESK_CLOCK_MET_LATE, DESK_CLOCK_PAUSED, DESK_CLOCK_ENDED };

struct desk_clock_page {
    struct msg name, authority;  /* authority: whose referral, or none */
    enum desk_clock_look look;
    struct span span;            /* left, over, or taken */
    int bar;
    struct msg due;              /* "until ...": the end of a day is not the next day's midnight */
    struct day strict;           /* the earlier day some offices count; DAY_NONE */
    struct str working;          /* how it was counted (Indonesian); "" none */
};

enum desk_icon { DESK_ICON_NONE, DESK_ICON_INBOX, DESK_ICON_EYE, DESK_ICON_SEND,
                 DESK_ICON_MESSAGE, DESK_ICON_NOTE, DESK_ICON_SCALE, DESK_ICON_FORWARD,
                 DESK_ICON_REPLY, DESK_ICON_CLOCK, DESK_ICON_CHECK, DESK_ICON_GAVEL,
                 DESK_ICON_UNDO, DESK_ICON_STAMP, DESK_ICON_LATE, DESK_ICON_LINK, DESK_ICON_TASK,
                 DESK_ICON_FLAG, DESK_ICON_CLOSE };

struct desk_icon_page {
    enum desk_icon icon;
};

struct desk_do_page {
    struct link to;
    struct msg text;
    struct desk_icon_page icon;
    bool primary;
};

enum desk_box { DESK_BOX_NONE, DESK_BOX_NOTE, DESK_BOX_OUT, DESK_BOX_IN };

struct desk_event_page {
    struct desk_icon_page icon;
    enum desk_box box;
    struct msg head, agency;
    struct str who;              /* "" for the reporter and the server */
    struct when at;
    long log;
    struct str text;
};

struct desk_fact_page {
    struct msg label;
    struct value value;
};

struct desk_task_page {
    long number;
    struct str text, who;
    bool done;
    struct when added;
};

struct desk_referral_page {
    struct msg authority, state, result;
    struct day sent, received, answered, due;
    bool waits;
};

struct desk_route_page {
    struct msg authority;
    struct str basis, why;
    struct day due;
    bool unverified, referred;
};

enum desk_identity { DESK_IDENTITY_NONE, DESK_IDENTITY_NAMED, DESK_IDENTITY_SEALED };

/* "Identitas pelapor". */
struct desk_name_card_page {
    enum desk_identity identity;
    struct msg state;                      /* sealed ones: how it stands */
    struct msg reason;                     /* of the newest request */
    const struct desk_fact_page *answers;  /* each agency's */
    size_t answers_len;
    const struct desk_do_page *deeds;
    size_t deeds_len;
};

/* "Instansi tanpa akses"; not shown without any. */
struct desk_access_card_page {
    const struct desk_fact_page *agencies;
    size_t agencies_len;
    struct msg reason; /* of what is proposed */
    const struct desk_do_page *deeds;
    size_t deeds_len;
};

struct desk_file_row_page {
    struct file_line_page line;
    struct str kind;  /* as claimed */
    struct msg from;  /* the reporter, or an agency */
    struct link open;
};

/* "Berkas bukti". */
struct desk_file_card_page {
    const struct desk_file_row_page *files;
    size_t files_len;
};

/* One file, and the form that asks why its original is opened. */
struct desk_file_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct mends_page mends;
    struct link back, action;
    struct str number, kind;
    struct msg from;
    struct file_line_page file;
    struct ask_field_page why;
};

struct desk_case_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct msg done;             /* what was just done, after a redirect */
    struct str number, title;
    struct msg stage, mode, category, intake, timeliness;
    enum report_mode mode_code;
    bool urgent, threatened, withdrawn, pressured, merged;
    struct link merged_into;
    struct str merged_number;
    struct msg result;           /* once decided or closed */
    const struct desk_clock_page *clocks;
    size_t clocks_len;
    bool may_take;
    struct link take;
    struct str csrf;
    long seen;                   /* events: each form carries it back */
    const struct desk_do_page *deeds;
    size_t deeds_len;
    const struct desk_do_page *rare_deeds; /* behind "more" */
    size_t rare_deeds_len;
    struct str story;
    const struct desk_event_page *events;
    size_t events_len;
    bool may_write;
    bool writes_message;         /* which tab of the composer is open */
    struct link note_tab, message_tab, compose;
    const struct desk_task_page *tasks;
    size_t tasks_len;
    long tasks_done;
    bool may_task;
    struct link task_do;
    const struct desk_fact_page *facts;
    size_t facts_len;
    const struct desk_referral_page *referrals;
    size_t referrals_len;
    const struct desk_route_page *routes;
    size_t routes_len;
    const struct msg *missing;
    size_t missing_len;
    const struct str *flags;     /* sentences, Indonesian */
    size_t flags_len;
    struct desk_name_card_page name;
    struct desk_access_card_page access;
    struct desk_file_card_page files;
    struct link readers;         /* who has opened it */
};

/* The reporter's name, on a page of its own, shown once a reason is given. */
struct desk_identity_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct mends_page mends;
    struct link back, action;
    struct str csrf;
    struct str number;
    const struct desk_fact_page *facts; /* none: the reason is asked first */
    size_t facts_len;
    struct ask_field_page why;
};

/* A form for one deed. */
struct desk_act_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct mends_page mends;
    struct link back, action;
    struct str number, title;
    struct msg lead, warn;       /* warn: "the reporter will read this" */
    bool changed;                /* somebody was first: what changed is listed */
    const struct desk_event_page *events;
    size_t events_len;
    struct str csrf;
    long seen;
    const struct desk_route_page *routes; /* what the rules say of it */
    size_t routes_len;
    const struct ask_field_page *fields;
    size_t fields_len;
    struct msg submit;
    bool warns;                  /* a button that cannot be taken back */
};
