/*
 * demo_numbers: the attested numbers of the invented post: made when a day has ended, and
 * confirmed in the morning by officers of most agencies.
 */
#pragma once
#include "action/sign_off.h"

/* To be called a few times a day, at cx's moment. officers: of all agencies; the first of each
 * answers. The day of `now_us` is the one that whoever looks at the post sees last. */
enum err demo_numbers_turn(struct cx *cx, const struct env *env, struct db *tx,
                           const struct officer_session *const *officers, size_t officers_len,
                           int64_t now_us) MUST_USE;
