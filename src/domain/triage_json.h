/*
 * triage_json: facts from JSON and findings to JSON, as design.md section 2 has
 * them; shared by `posko triage` and the HTTP API.
 */
#pragma once
#include "base/json.h"
#include "domain/triage.h"

/* Every member may be absent or null. ERR_INVALID names the member whose type, date
 * or instant is wrong; a code in no list is not an error: it sets unknown_code.
 * Members that are not listed are ignored. Texts are copied into the arena.
 * Beyond the contract it takes registered_on and notified_on (days that later
 * steps had) and place.kecamatan, .desa, .detail. */
enum err triage_facts_read(struct cx *cx, const json_t *value, struct triage_facts *out) MUST_USE;

/* One object. Days are civil days in the place's zone; due_at is only in clocks of
 * hours, strict_due_on only in clocks of days. */
void triage_findings_json(struct cx *cx, const struct triage_findings *f, struct json_out *o);
/* One clock and one route, as they stand in the lists of the findings. */
void triage_clock_json(struct cx *cx, const struct clock *c, struct json_out *o);
void triage_route_json(struct cx *cx, const struct triage_route *r, struct json_out *o);
