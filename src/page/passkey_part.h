/*
 * passkey_part: what a form needs so that assets/meja-passkey.js can ask the browser for a
 * passkey. Without script it shows nothing: every such form has another way.
 */
#pragma once
#include "page/text.h"

struct passkey_part_page {
    struct str kind;         /* "create" or "get"; "" shows nothing */
    struct str challenge, ids, user; /* hex */
    struct str rp_id, site, login, name;
    struct msg label, failed;
};
