/*
 * agency_routes: the rows of the pages about an agency's own keys (/meja/lembaga): every officer
 * may see which are in use; who may renew them, put them on paper or confirm a witness is a
 * matter of the row.
 */
#pragma once
#include "web/request.h"

extern const struct route agency_routes[];
extern const size_t agency_routes_len;

enum err get_desk_agency(struct request *rq);

enum err get_key_deed(struct request *rq);
enum err check_key_deed(struct request *rq);
enum err write_key_deed(struct request *rq, struct db *tx);
enum err reply_key_deed(struct request *rq);
