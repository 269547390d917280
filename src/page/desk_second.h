/* desk_second: the officers' door, second page: the passkey, or what was typed instead. */
#pragma once
#include "page/desk_shell.h"
#include "page/passkey_part.h"

struct desk_second_page {
    struct desk_top_page top;
    struct desk_bottom_page bottom;
    struct passkey_part_page passkey;
    bool wrong, waiting;
    struct span wait;
    struct str next; /* where he was going; "" the inbox */
    struct str csrf;
};
