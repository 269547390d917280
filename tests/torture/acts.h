/*
 * acts: everything that anybody can do to a post, as torture_actions runs it: prepared on a
 * healthy disk, written on a failing one.
 */
#pragma once
#include "desk_fixture.h" /* first: cmocka wants its headers in an order of its own */
#include "action/sign_in.h"

enum { RECEIVED, REVIEWED, REFERRED, DECIDED, CLOSED, BUSY, OTHER, CASES };

struct world {
    struct desk_fixture *post;
    struct filed cases[CASES];
    struct str officer_token, reporter_token, draft_token;
    struct bytes database;  /* posko.db of the finished post */
    char folder[64], path[80];
};

extern struct world world;

/* What is done: prepared on a healthy disk, written on the failing one. */
struct deed_case {
    enum deed deed;
    int at;
    struct deed_form form;
};

struct scenario {
    const char *name;
    const char *tells; /* SQL: a number that differs before and after */
    enum err (*run)(struct desk_fixture *f, const struct deed_case *d);
    struct deed_case deed;
};

extern const struct scenario scenarios[];
extern const size_t scenarios_len;

/* The disk fails from here on, by the plan of the run. */
void disk_fails_from_here(void);
/* The reporter of a case of the world comes back. */
enum err reporter_of(struct desk_fixture *f, int n, struct come_back *out);
