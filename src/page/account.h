/*
 * account: an officer's own way in: second factors, slips, password, sessions; the forms that
 * change them, and his first steps. Nothing here is a decision.
 */
#pragma once
#include "page/ask.h"
#include "page/desk_shell.h"
#include "page/passkey_part.h"
#include "page/password_again.h"

struct account_passkey {
    struct str name;
    struct when added, used, refused;
    bool was_used, was_refused, backed_up;
    struct link remove;
};
struct account_session {
    struct when started, seen;
    bool here;
    struct link end;
};

struct account_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct msg done;          /* what was just done */
    bool by_slip;             /* came in with a recovery slip */
    bool totp, totp_removable, passkey_removable, passkey_possible;
    const struct account_passkey *passkeys;
    size_t passkeys_len;
    long slips;
    const struct account_session *sessions;
    size_t sessions_len;
    bool others;              /* there are other sessions than this one */
};

/* One form: a change to be made, or the first steps. */
struct account_form_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct mends_page mends;
    bool first;               /* first steps: there is no way back and nothing beside */
    struct msg lead;
    bool names;               /* says what is removed or ended */
    struct value what;
    struct str which, id;     /* brought back by the form */
    const struct ask_field_page *fields;
    size_t fields_len;
    bool password;            /* asks for a new one, twice */
    struct msg fresh_mend, twice_mend;
    bool totp;                /* shows a secret to be set up */
    struct link qr;
    struct str secret, box;
    struct msg totp_mend;
    struct passkey_part_page passkey;
    bool only_passkey;        /* the button that sends is the script's */
    struct password_again_page again;
    struct link action;
    struct str csrf;
    struct msg submit;
    bool warns;
};

struct account_slips_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    const struct str *slips;
    size_t slips_len;
    bool first;
};
