/*
 * desk_people: the first page of who reads no case, the list of officers, the form of one deed
 * with one of them, and the slip that lets somebody in, shown once.
 */
#pragma once
#include "page/ask.h"
#include "page/desk_shell.h"
#include "page/out.h"
#include "page/password_again.h"

struct desk_first_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct msg done;
    bool waits;               /* for a colleague to hand the agency's keys on */
    const struct str *helpers; /* who can: the heads of his agency */
    size_t helpers_len;
    bool administers, is_public, holds_shares;
    struct link people, transparency, board;
};

struct desk_people_row {
    struct str login, name;
    struct msg agency;         /* T_NONE: all are of one */
    const struct msg *roles;
    size_t roles_len;
    struct msg state;
    bool active, left, lapsed; /* how the state looks */
    bool waits, self;
    struct day seen;           /* last sign-in; DAY_NONE never */
    struct day until;          /* the first password ends then; DAY_NONE */
    bool second_factor;
    struct link roles_do, end_do, reset_do, grant_do; /* each: or nothing */
};

struct desk_people_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct msg done;
    bool renew_hint;           /* somebody who knew the keys is out */
    struct link renew;
    bool of_post;              /* the administrator's list */
    struct link add;
    const struct desk_people_row *people;
    size_t people_len;
};

struct desk_person_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct link back, action;
    struct mends_page mends;
    struct str name, login;    /* "" for somebody new */
    struct str key;            /* to be compared with his slip; "" not asked */
    struct msg lead, warn;
    const struct ask_field_page *fields;
    size_t fields_len;
    struct password_again_page again;
    struct str csrf;
    struct msg submit;
    bool warns;
};

struct desk_invitation_page {
    struct desk_top_page top;
    struct desk_side_page side;
    struct desk_bottom_page bottom;
    struct str site, agency, name, login, password, totp, key;
    struct markup qr;
    struct when until;
    bool waits;                /* a colleague has yet to hand the keys on */
    struct link back;
};
