/*
 * files: the page on which files are sent without script, for a report being written and for one
 * that was filed, and what a file looks like wherever it is listed.
 */
#pragma once
#include "page/layout.h"

struct file_line_page {
    struct str name;      /* as claimed; "" for none */
    struct str size;      /* "1,2 MB" */
    struct msg part;      /* not whole: how much is there; T_NONE when it is whole */
    struct str sum;       /* SHA-256 in groups, when whole */
    struct str id;        /* for the button that removes it; "" where it cannot be */
    struct str csrf;      /* likewise */
    struct link remove;   /* likewise */
};

struct files_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    struct mends_page mends;
    struct link back;
    struct msg title, lead;
    struct msg limits;                 /* how many, how large */
    struct msg mend;                   /* what was wrong with what was sent */
    const struct file_line_page *files;
    size_t files_len;
    struct link action;                /* of the form with files, and of the page */
    struct link on;                    /* a report being written: to the next question */
    struct link add;                   /* a filed one: makes the whole files part of it */
    bool addable;                      /* there is a whole one */
    struct str csrf;
};
