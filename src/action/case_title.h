/*
 * case_title: the line by which lists call a case, sealed under the case's small
 * key, so that a page of fifty costs no curve arithmetic.
 */
#pragma once
#include "domain/ids.h"
#include "vault/keys.h"

#define CASE_TITLE_MAX 400 /* bytes of UTF-8 */

/* secret: the case's, as its grants carry it. *out in cx->arena. */
enum err case_title_seal(struct cx *cx, struct case_id id, const struct secret32 *secret,
                         struct str title, struct bytes *out) MUST_USE;
enum err case_title_open(struct cx *cx, struct case_id id, const struct secret32 *secret,
                         struct bytes sealed, struct str *out) MUST_USE;
