/*
 * desk_shell: the frame around every page of the officers' desk: top bar with
 * search, side menu, bottom bar on phones. Nothing here is a decision.
 */
#pragma once
#include "page/ask.h"
#include "page/link.h"
#include "page/text.h"

enum desk_nav { DESK_NAV_NONE, DESK_NAV_INBOX, DESK_NAV_MINE, DESK_NAV_FREE, DESK_NAV_SEARCH,
                DESK_NAV_INTAKE };

struct desk_top_page {
    struct value title;       /* also the h1 of most pages */
    bool error;               /* "Kesalahan: " before it */
    bool bare;                /* sign-in: nothing but the mark */
    enum desk_nav current;
    struct str site;          /* "Posko Netralitas Pilkada Jepara" */
    struct str agency;        /* "Bawaslu Jepara" */
    struct str name, initials;
    struct str query;         /* what was searched for */
    struct str csrf;
    struct link here_id, here_en; /* this page in each language */
};

struct desk_side_page {
    enum desk_nav current;
};

struct desk_bottom_page {
    enum desk_nav current;
    bool bare;
};
