/*
 * desk_custody: who may know what of a case, at the desk: opening a confidential name, access of
 * an excluded agency, stepping back. The forms and their flow are in desk_custody.c, the cards on
 * the case's page and the strip on the first page in desk_custody_show.c.
 */
#pragma once
#include "action/open_identity.h"
#include "page/desk_custody.h"
#include "web/request.h"

enum err desk_name_fill(struct request *rq, const struct read_case *rc,
                        struct desk_name_card_page *out) MUST_USE;
enum err desk_access_fill(struct request *rq, const struct read_case *rc,
                          struct desk_access_card_page *out) MUST_USE;
/* Requests and proposals that wait for this officer; none where he may not answer any. */
enum err desk_waiting_fill(struct request *rq, struct desk_waiting_page *out) MUST_USE;

/* What ?hasil= says after one of the forms; T_NONE for another. */
enum text_key custody_done_words(struct str code);
/* "2 dari 3" and so on: the facts of the open request, for the forms that answer it. */
enum err custody_request_facts(struct request *rq, const struct read_case *rc,
                               const struct desk_fact_page **out, size_t *len) MUST_USE;
enum err custody_proposal_facts(struct request *rq, const struct read_case *rc,
                                const struct desk_fact_page **out, size_t *len) MUST_USE;
