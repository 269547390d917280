/*
 * desk_read: opening a case at the desk: read, written down in the private log, and only then
 * shown. Handlers of pages that show what is sealed hang a struct that begins with a desk_read
 * on rq->work, and have write_desk_read as their row's write.
 */
#pragma once
#include "action/access_record.h"
#include "action/read_case.h"
#include "web/request.h"

struct desk_read {
    struct access_entry entry;
    struct read_case rc;
};

/* The case of the address, opened, and its opening prepared. Where entry.due is false the
 * page may be answered from check: it was written down minutes ago. */
enum err desk_read_open(struct request *rq, struct desk_read *out) MUST_USE;
enum err write_desk_read(struct request *rq, struct db *tx);
