/*
 * serve_ask: a thread of the server that asks the witnesses whose policy line has a url, by
 * c2sp tlog-witness. Those that pull need nobody to ask them.
 */
#pragma once
#include "action/cosign.h"
#include "web/writer.h"

struct asker;

/* Before the server answers anybody: ERR_CORRUPT if a witness that answers at once has seen
 * more of the log than is here (ledger.md 3.2). One that does not answer holds nothing up. */
enum err asker_check(struct cx *cx, const struct env *env, struct db *db) MUST_USE;
enum err asker_start(struct cx *cx, const struct env *env, const char *db_path,
                     struct writer *writer, struct asker **out) MUST_USE;
void asker_stop(struct asker **asker); /* fits AUTO; before the writer is stopped */
