/*
 * kit: what a thread borrows to run one stage: a read-only connection and a
 * compressor. As many as there are threads, each opened when first needed and
 * the most recently used lent first, so an idle post holds few.
 */
#pragma once
#include "web/serving.h"

/* Opens the first, so that a database that cannot be read fails the start. */
enum err kits_start(struct cx *cx, struct server *s) MUST_USE;
void kits_stop(struct server *s);
/* Never waits: there is one for every thread. ERR_UNAVAILABLE when it cannot be opened. */
enum err kit_take(struct cx *cx, struct server *s, struct kit **out) MUST_USE;
void kit_give(struct server *s, struct kit *k); /* takes NULL */
