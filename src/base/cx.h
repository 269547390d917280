/*
 * cx: what one piece of work carries with it: its memory, its clock, its
 * chance, and the note it leaves when it fails.
 *
 * The clock and chance are values handed in, so that a rule or an action can
 * be tested, and replayed, with any.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

struct cx {
    struct arena *arena;
    int64_t now_us;                        /* microseconds since 1970, UTC */
    void (*random)(void *out, size_t len); /* fills out; cannot fail */
    struct note note;
};

/* The system's clock and chance. */
int64_t system_now_us(void);
void system_random(void *out, size_t len);

/* A cx over the arena with the system's clock and chance. */
struct cx cx_system(struct arena *arena);
