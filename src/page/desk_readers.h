/*
 * desk_readers: who read what: of one case, or an agency's searches. Newest first.
 */
#pragma once
#include "domain/access.h"
#include "page/desk_shell.h"

struct desk_reader_page {
    enum access_kind kind;
    struct msg what, agency;
    struct str who; /* "" if he is not on the list any more */
    bool own;       /* the one who looks */
    struct when at;
    struct msg text_head; /* "Alasan:" */
    struct str text;      /* "" none */
    bool unreadable;      /* there is one, but it does not open */
};

struct desk_readers_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct link back;
    struct str number; /* of the case; "": searches */
    const struct desk_reader_page *readers;
    size_t readers_len;
    bool further; /* not the newest page */
    struct link newest, older;
};
