/*
 * room: where requests wait for something to happen that nobody hands over: a longer log, say
 * (/log/wait). One thread looks at all of them a few times a second; none holds an HTTP thread
 * or a connection to the database. Bounded: who finds it full is answered at once.
 */
#pragma once
#include <stdbool.h>
#include "base/cx.h"

#define ROOM_SEATS 64 /* requests that may wait */
#define ROOM_LOOK_MS 200

struct room;

struct room_item {
    struct room_item *next;
    int64_t until_us;
    /* On the room's thread, its arena wiped between looks. True while there is nothing new. */
    bool (*waits)(struct room_item *item, struct cx *cx);
    /* It is over: nothing, time, or the room is being closed. The item may be gone after this. */
    void (*leave)(struct room_item *item);
};

enum err room_start(struct cx *cx, struct arena *home, struct room **out) MUST_USE;
/* False when it is full, or closing. */
bool room_take(struct room *r, struct room_item *item) MUST_USE;
/* Lets everybody go, takes nobody any more. */
void room_stop(struct room *r);
