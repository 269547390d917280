/*
 * open_identity: the name of a confidential reporter, opened by three agencies or not at all
 * (ledger.md 6.3, docs/decisions/0010).
 *
 *   ask      an officer says why; names the key that shares are to be sealed to: his agency's own
 *   answer   a custodian opens his agency's share, checks that it is the one that was dealt, and
 *            seals it to that key; or refuses and says why
 *   open     with three approvals in a head that is signed, and cosigned where the post has a
 *            quorum of witnesses, and no sooner
 *   lapse    the server ends what three agencies did not complete in time
 *
 * Two shares tell nothing: that is cryptography. That an opening stands in the public log, and
 * that it waits for the approvals' leaves, is what this server does; `posko audit` and anybody
 * with a copy of the log see it. Three custodians who pass their shares on outside the system
 * open a name unseen: nothing here prevents that.
 *
 * The key of the name is never stored: whoever may read an opened name combines the shares anew.
 */
#pragma once
#include "action/custody_deed.h"

/* *bad is CUSTODY_OK and deed->ready or ->repeated set, or something is to be mended. */
enum err identity_ask_check(struct cx *cx, const struct env *env, struct db *db,
                            const struct officer_session *who, const struct read_case *rc,
                            const struct custody_form *form, struct custody_deed *deed,
                            enum custody_bad *bad) MUST_USE;
enum err identity_answer_check(struct cx *cx, const struct env *env, struct db *db,
                               const struct officer_session *who, const struct read_case *rc,
                               const struct custody_form *form, bool approves,
                               struct custody_deed *deed, enum custody_bad *bad) MUST_USE;
/* deed->identity is what may be shown after the writing; with deed->voided set there is none. */
enum err identity_open_check(struct cx *cx, const struct env *env, struct db *db,
                             const struct officer_session *who, const struct read_case *rc,
                             const struct custody_form *form, struct custody_deed *deed,
                             enum custody_bad *bad) MUST_USE;

/* Whether the officer may read the opened name of this case, and the name: JSON as in
 * read_case.identity. *out is "" where he may not. */
bool identity_may_read(const struct officer_session *who, const struct case_state *s);
enum err identity_unseal(struct cx *cx, const struct env *env, struct db *db,
                         const struct officer_session *who, const struct read_case *rc,
                         struct str *out) MUST_USE;

/* The reason of the newest request; "" if there is none. */
struct str identity_reason(const struct read_case *rc);
/* Whether three agencies that are not excluded hold a share at all. */
enum err identity_can_open(struct cx *cx, const struct env *env, struct db *db,
                           const struct case_head *head, bool *out) MUST_USE;

/* On the writer: at most limit requests whose time is over get their identity.lapsed. */
enum err lapse_identity_run(struct cx *cx, const struct env *env, struct db *tx, size_t limit,
                            size_t *count) MUST_USE;
