/*
 * texts: the attested numbers of each day beside a witness's copy: copy/attested/<day>, as
 * `posko audit` looks for them. A text is kept only if it has the hash that its entry holds; one
 * of another is an alarm, and one that cannot be had is told and asked for again.
 *
 * No part of what is cosigned: the entries alone are. The list copy/attested/days is made from
 * them, and not taken from the log.
 */
#pragma once
#include "witness/copy.h"
#include "witness/watch.h"

#define TEXTS_AGAIN_S 60

struct text_state; /* of one day */

struct texts {
    struct arena *home;
    struct text_state *at; /* one for each of attested.days, in its order */
    size_t len, room;
    size_t lacking;
    int64_t asked_us; /* when those that lack were last asked for */
    bool listed;      /* attested/days is as it must be */
};

/* Where they come from. The path begins with "/log/". Any failure: it cannot be had. */
struct text_source {
    enum err (*get)(struct cx *cx, void *arg, const char *path, struct bytes *out);
    void *arg;
};

void texts_open(struct arena *home, struct texts *out);
/* After a round: whatever of watch->attested lies not in the copy yet. Fails only where the copy
 * cannot be written. */
enum err texts_round(struct cx *cx, struct texts *t, const struct copy *copy,
                     const struct watch *watch, const struct text_source *from) MUST_USE;
