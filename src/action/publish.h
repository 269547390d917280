/*
 * publish: what of the log is shown to whom, and when (docs/decisions/0008).
 *
 * The public sees heads on a fixed clock, so that nobody can tell from the log at which
 * minute a report came. Witnesses are offered newer heads, one at a time and long enough
 * for all of them to cosign the same one. The policy (who the witnesses are, how many
 * must sign) is DIR/policy, c2sp tlog-policy; a changed file is taken over by publish_run.
 */
#pragma once
#include "action/ledger.h"
#include "action/settings.h"
#include "tlog/policy.h"

#define POLICY_FILE "policy"
#define OFFERS_MAX 100 /* heads that a cosignature is still taken for (ledger.md 11) */

struct publish;

/* A post's policy without witnesses: for ledger_create. */
enum err policy_create(struct cx *cx, const char *dir, struct str log_vkey) MUST_USE;
/* One more witness in DIR/policy; with the fifth, "group agencies 4 ..." and its quorum. Fewer
 * count by hand: the quorum stays as it was. ERR_INVALID, ERR_CONFLICT for a name or key that
 * is there, or where the file's groups are not ours to change. url: "" or where it listens. */
enum err policy_add_witness(struct cx *cx, const char *dir, struct str name, struct str vkey,
                            struct str url) MUST_USE;

/* env->ledger must be open. Makes DIR/policy where an older directory has none. */
enum err publish_open(struct cx *cx, const struct env *env, const struct settings *settings,
                      struct publish **out) MUST_USE;
void publish_close(struct publish **publish);

/* On the writer, every few seconds: publishes when a new period has begun. *published: the
 * public sees another head from now on. */
enum err publish_run(struct cx *cx, const struct env *env, struct db *tx, bool *published) MUST_USE;

/* The policy as text and parsed, in cx->arena; safe from any thread. */
enum err publish_policy_text(struct publish *publish, struct cx *cx, struct str *out) MUST_USE;
enum err publish_policy(struct publish *publish, struct cx *cx, struct policy **out) MUST_USE;

/* The head that the public sees; the newest where publishing is at once. ERR_NOT_FOUND while
 * nothing is. */
enum err publish_head(struct cx *cx, const struct env *env, struct db *db,
                      struct ledger_head *out) MUST_USE;
/* The head that witnesses are asked to cosign now: moves on when all have, when the quorum
 * has and a second has passed, or after OFFER_S. */
enum err publish_offer(struct cx *cx, const struct env *env, struct ledger_head *out) MUST_USE;
/* One that was offered lately; ERR_NOT_FOUND. */
enum err publish_offered(struct cx *cx, const struct env *env, uint64_t size,
                         struct ledger_head *out) MUST_USE;
/* The i-th newest offered head, from 0; ERR_NOT_FOUND past the last. */
enum err publish_offered_nth(struct cx *cx, const struct env *env, size_t i,
                             struct ledger_head *out) MUST_USE;
/* How many witnesses have now cosigned the offered head. */
void publish_count(struct publish *publish, uint64_t size, size_t cosigned, bool quorum);
/* Seconds after which a witness counts as silent. */
int64_t publish_silent_s(const struct publish *publish);
/* True where the newest head is everybody's to see. */
bool publish_at_once(const struct publish *publish);
/* When the public sees the next head, by the clock; 0 where that is at once. NULL is fine. */
int64_t publish_next_us(const struct publish *publish, int64_t now_us);
