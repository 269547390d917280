/*
 * fault_vfs: a disk that fails when told to, under SQLite.
 *
 * Every call that changes the disk is counted: write, truncate, sync, delete,
 * growing the shared index, opening a file that may be made. At the nth the
 * disk fails, once or from then on; or the power goes: what was not synced is
 * partly kept, partly lost, partly torn, by a seed, and nothing works after.
 * Files are otherwise real ones. One process-wide disk, for one thread.
 */
#pragma once
#include <stdbool.h>

struct fault_plan {
    long nth;      /* 1 is the first call; 0: never */
    bool forever;  /* every call from the nth on, not only that one */
    int code;      /* SQLITE_IOERR or SQLITE_FULL; an IOERR is refined to its call's own */
    bool power;    /* the power goes at the nth call; forever is implied */
    unsigned seed; /* which unsynced writes survive */
};

/* Makes the failing disk SQLite's default one. Before any database is opened; once. */
void fault_install(void);
/* Starts counting afresh under a plan. */
void fault_arm(struct fault_plan plan);
/* A healthy disk again. */
void fault_disarm(void);
bool fault_fired(void);
long fault_calls(void); /* since fault_arm */

/* A scenario that is run on a failing disk, over and over, until no fault fires. */
struct torture {
    const char *name;
    /* In an empty folder; notes in *promised what it was told is safe. Must not fail itself. */
    void (*run)(const char *folder, void *promised);
    /* On a healthy disk, after the fault; fails the test when an invariant is broken. */
    void (*check)(const char *folder, const void *promised);
    void *promised; /* zeroed before each run */
    unsigned long promised_size;
};

/* Every plan: IOERR and FULL, once and for ever, and three seeds of lost power, each for
 * n = 1, 2, ... Prints how many runs that took. */
void torture_each(const struct torture *t);
