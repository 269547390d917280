/*
 * give_access: an agency that was excluded from a case is given it all the same, when two of the
 * others have agreed (ledger.md 6.4, docs/decisions/0010); and it is taken back.
 *
 *   propose  by an agency on the case, with the reason
 *   give     by another agency on the case: only this seals the case's secret to the excluded one
 *   revoke   by one agency on the case; what was read meanwhile stays known
 *
 * Until the second has agreed there is nothing that the excluded agency's keys could open.
 */
#pragma once
#include "action/custody_deed.h"

enum err access_propose_check(struct cx *cx, const struct env *env,
                              const struct officer_session *who, const struct read_case *rc,
                              const struct custody_form *form, struct custody_deed *deed,
                              enum custody_bad *bad) MUST_USE;
enum err access_give_check(struct cx *cx, const struct env *env, const struct officer_session *who,
                           const struct read_case *rc, const struct custody_form *form,
                           struct custody_deed *deed, enum custody_bad *bad) MUST_USE;
enum err access_revoke_check(struct cx *cx, const struct env *env,
                             const struct officer_session *who, const struct read_case *rc,
                             const struct custody_form *form, struct custody_deed *deed,
                             enum custody_bad *bad) MUST_USE;

/* Why the newest proposal was made; "" if there is none. */
struct str access_reason(const struct read_case *rc);
