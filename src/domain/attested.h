/*
 * attested: how many reports came from which kecamatan, by which channel and in which mode:
 * numbers that no leaf of the log tells, so that agencies vouch for them instead
 * (docs/decisions/0009-attested-numbers.md). Here: what a day's table may tell, and its text.
 *
 *   posko-attested/v1
 *   day 2026-11-22
 *   cases 140
 *   place 33.20.05 15
 *   channel web 25
 *   mode anonymous 40
 *
 * Counts run from the start of the post. The log tells on which day each report came, so a
 * number that moved by one would tell that report's place. Therefore
 *  - the table moves at all only when it holds at least ATTESTED_STEP cases more than before;
 *  - a cell moves only then, and only by at least that many (the first time from nothing);
 *  - no group of 1 to 4 can be had by subtraction, between a cell and the rest, or between any
 *    two tables: a cell that would allow it waits;
 *  - a cell that may move may also wait, by a coin: so that waiting tells nothing.
 * The first three can be checked by whoever has the tables: attested_follows.
 */
#pragma once
#include "base/civil.h"
#include "base/cx.h"

#define ATTESTED_STEP 5
#define ATTESTED_CELLS_MAX 120
#define ATTESTED_CODE_MAX 24   /* with a NUL */
#define ATTESTED_TEXT_MAX 8192
#define ATTESTED_HASH 32

enum attested_dimension { ATTESTED_PLACE, ATTESTED_CHANNEL, ATTESTED_MODE, ATTESTED_DIMENSIONS };

struct attested_cell {
    enum attested_dimension of;
    char code[ATTESTED_CODE_MAX]; /* "33.20.05", "web", "anonymous"; "none" where not known */
    uint64_t count;
};

struct attested_table {
    struct day day;  /* as of whose end */
    uint64_t cases;  /* that are broken down */
    struct attested_cell cells[ATTESTED_CELLS_MAX]; /* by dimension, then by code */
    size_t len;
};

/* The tables so far, of one day each, the oldest first. */
struct attested_history {
    const struct attested_table *at;
    size_t len;
};

const char *attested_dimension_name(enum attested_dimension d); /* "place" */

/* Counting: one case more. False where there is no room for another cell, or a code is none. */
bool attested_count(struct attested_table *counts, struct str place, struct str channel,
                    struct str mode) MUST_USE;
/* 0 for a cell that is not there. */
uint64_t attested_cell(const struct attested_table *t, enum attested_dimension of,
                       struct str code);
/* What is in no told cell of that dimension: 0, or at least ATTESTED_STEP. */
uint64_t attested_rest(const struct attested_table *t, enum attested_dimension of);

/* The table of a day out of the true counts at its end. coins: by chance, a bit for each cell. */
enum err attested_next(struct cx *cx, const struct attested_history *history,
                       const struct attested_table *counts, struct day day,
                       const uint8_t coins[ATTESTED_CELLS_MAX],
                       struct attested_table *out) MUST_USE;

enum attested_fault {
    ATTESTED_FINE,
    ATTESTED_DAY,      /* not later than the table before */
    ATTESTED_CASES,    /* the sum moved by less than the step, or fell */
    ATTESTED_SMALL,    /* a cell moved by less than the step, fell, or is gone */
    ATTESTED_UNMOVED,  /* a cell moved though the sum did not */
    ATTESTED_SUM,      /* cells are more than the sum */
    ATTESTED_DERIVABLE /* a group under the step can be had by subtraction */
};
/* Whether `next` may come after history. *which: the cell it is about; NULL where it is of none. */
enum err attested_follows(struct cx *cx, const struct attested_history *history,
                          const struct attested_table *next, enum attested_fault *fault,
                          const struct attested_cell **which) MUST_USE;

enum err attested_write(struct cx *cx, const struct attested_table *t, struct str *out) MUST_USE;
/* ERR_INVALID for anything that attested_write would not have written. */
enum err attested_parse(struct cx *cx, struct str text, struct attested_table *out) MUST_USE;

/* The first day on which the table moved that counts a case of that day: DAY_NONE if none yet. */
struct day attested_counted_on(const struct attested_history *history, struct day received);
/* The day as of which the newest table's value of a cell was counted; cell NULL: of the sum. */
struct day attested_told_on(const struct attested_history *history,
                            const struct attested_cell *cell);
