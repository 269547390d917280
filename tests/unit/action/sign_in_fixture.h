/*
 * sign_in_fixture: a post one of whose officers has an app of his own, and the ways he comes to
 * the door: for the tests of signing in and of the account.
 */
#pragma once
#include "action/sign_in.h"
#include "desk_fixture.h"

#define PASSWORD DESK_PASSWORD
#define MINUTE_US INT64_C(60000000)

struct door_fixture {
    struct desk_fixture *f;
    struct str login;       /* of KPU's officer */
    struct totp_secret app; /* what his app holds */
};
extern struct door_fixture door;

int door_start(void **state);
int door_stop(void **state);

struct db *begun(void);
/* What the app shows then. */
struct str number_at(int64_t now_us);
void set_up_app(struct officer_id id);
void give_passkey(struct officer_id id);
/* One try at the first page, written down. */
struct sign_in tried(const char *name, const char *password, struct str second, const char *known);
/* NULL: it opens nothing. */
const struct officer_session *session_of(struct str token);
