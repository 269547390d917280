/*
 * desk_case: parts of a case's page that its forms show too.
 */
#pragma once
#include "action/clock_working.h"
#include "page/desk_case.h"
#include "web/request.h"

/* The timeline from event number `from` on. */
enum err desk_events_fill(struct request *rq, const struct read_case *rc, uint32_t from,
                          const struct desk_event_page **out, size_t *len) MUST_USE;
/* What the rules suggest: who decides, by when and why. */
enum err desk_routes_fill(struct request *rq, const struct read_case *rc,
                          const struct triage_findings *found, const struct desk_route_page **out,
                          size_t *len) MUST_USE;
/* "Pokok perkara": what the report says, question by question. */
enum err desk_facts_fill(struct request *rq, const struct read_case *rc,
                         const struct desk_fact_page **out, size_t *len) MUST_USE;
/* The clocks with their working. */
enum err desk_clocks_fill(struct request *rq, const struct read_case *rc,
                          const struct desk_clock_page **out, size_t *len) MUST_USE;
