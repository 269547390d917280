/* log_event: see the header. */
#include "store/log_event.h"
#include "store/row.h"

enum err store_log_event_insert(struct cx *cx, struct db *tx, struct post_id post,
                                const struct log_event_row *row)
{
    return DB_RUN(cx, tx, NULL, Q_LOG_EVENT_INSERT, ID(post), INT(row->log_index),
                  TEXT(row->kind), TEXT(row->name), TEXT(row->value), FIXED(row->nonce),
                  INT(row->at_us));
}

enum err store_log_event_newest(struct cx *cx, struct db *db, struct post_id post, struct str kind,
                                struct str name, struct log_event_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct log_event_row row = { .kind = kind, .name = name };

    TRY(DB_QUERY(cx, db, &rows, Q_LOG_EVENT_NEWEST, ID(post), TEXT(kind), TEXT(name)));
    TRY(row_one(cx, rows, "log event"));
    row.log_index = rows_int(rows, 0);
    row.value = rows_text(cx, rows, 1);
    TRY(rows_exact(cx, rows, 2, row.nonce, sizeof row.nonce));
    row.at_us = rows_int(rows, 3);
    if (!row.value.at)
        return FAIL(cx, ERR_TOO_LARGE, "log event");
    *out = row;
    return OK;
}
