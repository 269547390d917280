/*
 * desk_shell: the frame around every page of the officers' desk: top bar with
 * search, side menu, bottom bar on phones. Nothing here is a decision.
 */
#pragma once
#include "page/ask.h"
#include "page/link.h"
#include "page/text.h"

enum desk_nav { DESK_NAV_NONE, DESK_NAV_INBOX, DESK_NAV_MINE, DESK_NAV_FREE, DESK_NAV_SEARCH,
                DESK_NAV_INTAKE, DESK_NAV_FIRST, DESK_NAV_PEOPLE, DESK_NAV_POST, DESK_NAV_NUMBERS,
                DESK_NAV_KEYS, DESK_NAV_SHARES, DESK_NAV_ACCOUNT, DESK_NAV_WATCH,
                DESK_NAV_ROSTER };

struct desk_nav_icon_page {
    enum desk_nav nav;
};

/* One way that this officer may go. */
struct desk_nav_item {
    struct link to;
    struct msg text, brief;   /* brief: below an icon on a phone */
    struct desk_nav_icon_page icon;
    bool current;
    bool phone;               /* also in the bar at the bottom */
};

struct desk_top_page {
    struct value title;       /* also the h1 of most pages */
    bool error;               /* "Kesalahan: " before it */
    bool bare;                /* sign-in: nothing but the mark */
    bool may_search, may_intake;
    const struct desk_nav_item *items; /* all that this officer may */
    size_t items_len;
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
    const struct desk_nav_item *items;
    size_t items_len;
};

struct desk_bottom_page {
    enum desk_nav current;
    const struct desk_nav_item *items;
    size_t items_len;
    bool bare;
};
