/*
 * layout: the frame around every public page: head, header, footer.
 *
 * public_top opens the document and public_bottom closes it; what stands between
 * them is the page's. Sensitive pages (a report, its receipt, its answer) drop the
 * menu and carry the quick exit instead (shared ux.md 1.1, 2.8).
 */
#pragma once
#include "page/link.h"
#include "page/text.h"

enum public_nav { NAV_NONE, NAV_HOME, NAV_REPORT, NAV_TRACK, NAV_STAGES, NAV_HELP,
                  NAV_TRANSPARENCY };

struct public_top_page {
    struct msg title;         /* also the page's h1; no subject of a case */
    bool error;               /* "Kesalahan: " before the title */
    bool sensitive;
    enum public_nav current;
    struct str site;          /* "Posko Netralitas Pilkada Jepara" */
    struct str place;         /* "Pilkada Jepara", under the mark's name */
    struct link style, script, icon; /* files of ours, by their hash */
    struct link here_id, here_en; /* this page in each language */
};

struct public_bottom_page {
    bool home;                /* the broad footer */
    bool sensitive;
    struct str site, address, phone;
    struct link tel;          /* empty: no phone known */
    struct link here_id, here_en;
};

/* One line of the error summary. */
struct mend {
    struct str id;            /* of the field to go to; "" when it is on another page */
    struct link where;        /* that page */
    struct msg text;
};

struct mends_page {
    const struct mend *mends; /* none: nothing is shown */
    size_t mends_len;
};
