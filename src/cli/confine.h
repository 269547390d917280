/*
 * confine: what the serving process gives up, so that a fault in it is worth less to whoever
 * finds one, and so that what people wrote reaches neither a core file nor the swap.
 *
 * In two steps. First, before anything is opened: no core files, not to be looked into by
 * its own user, no new privileges, nobody else may read what it makes; started as root it
 * goes on as the owner of DIR; its memory is locked. Second, when the signer runs and before
 * there are threads: the kernel lets it write in DIR alone (landlock), and start no program,
 * look into no process, load and mount nothing (seccomp).
 *
 * What the kernel lacks is said and does not stop the post. What the kernel has and refuses
 * does not either: a post that runs with less is better than none, and `posko doctor` says it.
 */
#pragma once
#include "base/cx.h"

enum guard_part {
    GUARD_CORE,      /* no core files, not even for who could lift the limit */
    GUARD_USER,      /* not root */
    GUARD_MEMORY,    /* all of its memory stays out of the swap */
    GUARD_PRIVILEGE, /* no new privileges, ever */
    GUARD_FILES,     /* landlock */
    GUARD_CALLS,     /* seccomp */
    GUARD_COUNT
};

struct confine {
    bool on[GUARD_COUNT];
    const char *why[GUARD_COUNT]; /* where it is off: what the operator can do */
    char user[64];                /* whom it became; "" if it did not change */
};

/* ERR_UNAVAILABLE only when it could not stop being root although it should. */
enum err confine_begin(struct cx *cx, const char *dir, struct confine *out) MUST_USE;
void confine_finish(struct cx *cx, const char *dir, struct confine *c);
/* The key in it never reaches the swap, if that can be had for so little; the rest of the
 * memory is confine_begin's. */
void confine_lock(const void *key, size_t len);
/* One line on standard output: what is on; and one of what is not, and why. */
void confine_say(const struct confine *c);

/* The two of the second step by themselves, for the tests. */
const char *confine_files(const char *dir); /* NULL when done, else why not */
const char *confine_calls(void);
