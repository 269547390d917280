/*
 * demo_watch: the invented post's last days on watch: lines in its log, and a handover each
 * morning.
 */
#pragma once
#include "action/session.h"

/* What is due at cx->now_us, on the last days before `end_us`; called every two hours, in the
 * order of time. */
enum err demo_watch_turn(struct cx *cx, const struct env *env, struct db *db,
                         const struct officer_session *const *officers, size_t officers_len,
                         int64_t end_us) MUST_USE;
