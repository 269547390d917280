/*
 * serve_reseal: a thread of the server that seals cases anew after an agency renewed its keys
 * (action/reseal.h), a small batch at a time, so that the desk and filing go on beside it.
 */
#pragma once
#include "action/reseal.h"
#include "web/writer.h"

struct resealer;

enum err resealer_start(struct cx *cx, const struct env *env, const char *db_path,
                        struct writer *writer, struct resealer **out) MUST_USE;
/* Cases that wait for being sealed to an agency's new key, and how many were since the start, as
 * lines of /metrics. */
void resealer_metrics(struct buf *b, const struct env *env);
void resealer_stop(struct resealer **r); /* fits AUTO; before the writer is stopped */
