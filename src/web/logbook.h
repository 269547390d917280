/*
 * logbook: handlers of the public log page and the board sheet, and what the other pages of
 * the ledger share with them.
 */
#pragma once
#include "action/log_statistics.h"
#include "action/read_logbook.h"
#include "page/logbook.h"
#include "web/citizen.h"

enum err get_logbook(struct request *rq);
enum err get_board(struct request *rq);
enum err get_board_qr(struct request *rq);

/* "k7Qm 2vT0 ...", as people compare it: a space after each four. */
struct str grouped(struct arena *arena, struct str text);
struct str root_text(struct arena *arena, const struct hash *root); /* base64, grouped */
/* The card of the head. full: with the log's name. */
enum err head_fill(struct request *rq, const struct log_state *state, bool full,
                   struct logbook_head_page *out) MUST_USE;
/* An entry in words: what happened, and its public facts ("" if it has none). */
struct msg item_kind(const struct log_item *item);
struct str item_facts(struct request *rq, const struct log_item *item);
struct value item_by(const struct log_item *item);
struct value item_at(struct request *rq, const struct log_item *item);

/* For commands to be typed elsewhere: the post's public address, or words in its place. */
struct str own_address(struct request *rq);
