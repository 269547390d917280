/*
 * err: one way to fail.
 *
 * The code is for the caller, the note is for the log, and neither is ever
 * shown to a person: pages have their own sentences. Out-parameters are left
 * untouched by a function that fails.
 */
#pragma once
#include "base/attr.h"

enum err {
    OK = 0,
    ERR_INVALID, /* the input breaks a stated rule                   */
    ERR_DENIED,  /* not allowed, or not there: the two look the same */
    ERR_NOT_FOUND,
    ERR_CONFLICT,    /* somebody else was first                          */
    ERR_TOO_LARGE,   /* a stated limit was passed                        */
    ERR_BUSY,        /* try again later                                  */
    ERR_UNAVAILABLE, /* disk, database or a peer failed                  */
    ERR_CORRUPT,     /* stored data breaks an invariant: raise an alarm  */
    ERR_COUNT
};

/* Where and why, for the log. Never holds what a person wrote. */
struct note {
    const char *file;
    int line;
    char text[240];
};

void err_note(struct note *note, const char *file, int line, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
const char *err_name(enum err err); /* "conflict"; a static string */

/* return FAIL(cx, ERR_BUSY, "…"); the code stays visible to the analysers. */
#define FAIL(cx, e, ...) (err_note(&(cx)->note, __FILE__, __LINE__, __VA_ARGS__), (enum err)(e))

/* Passes a failure up. Memory is the arena's; what else we hold cleans up by AUTO. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum err try_err_ = (call);                                                                \
        if (try_err_ != OK)                                                                        \
            return try_err_;                                                                       \
    } while (0)
