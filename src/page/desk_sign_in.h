/* desk_sign_in: the officers' door: name, password and number on one form. */
#pragma once
#include "page/desk_shell.h"

struct desk_sign_in_page {
    struct desk_top_page top;
    struct desk_bottom_page bottom;
    bool wrong;               /* one sentence for whatever was wrong */
    bool waiting;             /* too many tries */
    struct span wait;
    bool ended;               /* came here because the session ended */
    bool over;                /* the second page's five minutes are over */
    bool left;                /* came here by signing out */
    struct str login;         /* kept */
    struct str next;          /* where he was going; "" the inbox */
    struct str csrf;
};
