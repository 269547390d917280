/* read_attested: see the header. */
#include "action/read_attested.h"
#include "action/attest.h"
#include "action/ledger.h"
#include "action/log_statistics.h"
#include "base/codec.h"

#define DAYS_TEXT_MAX (2u << 20)

/* How much of the log the asker may know of. */
static enum err size_for(struct cx *cx, const struct env *env, struct db *db, bool live,
                         uint64_t *out)
{
    struct ledger_head head;

    if (!live)
        return log_published_size(cx, env, db, out);
    TRY(ledger_head(env->ledger, cx->arena, &head));
    *out = head.size;
    return OK;
}

enum err read_attested(struct cx *cx, const struct env *env, struct db *db, struct str name,
                       bool live, struct str *out)
{
    struct attested_row_list list;
    struct attested_row row;
    struct day day;
    uint64_t size;

    TRY(size_for(cx, env, db, live, &size));
    if (str_is(name, "newest")) {
        TRY(store_attested_list(cx, db, env->post, (int64_t)size, &list));
        if (list.len == 0)
            return FAIL(cx, ERR_NOT_FOUND, "no attested numbers yet");
        *out = list.at[list.len - 1].text;
        return OK;
    }
    if (!day_parse(name, &day))
        return FAIL(cx, ERR_NOT_FOUND, "not a day");
    TRY(store_attested_get(cx, db, env->post, day, &row));
    if ((uint64_t)row.log_index >= size)
        return FAIL(cx, ERR_NOT_FOUND, "not public yet");
    *out = row.text;
    return OK;
}

enum err attested_days(struct cx *cx, const struct attested_row_list *rows, struct str *out)
{
    struct buf b = buf_in(cx->arena, DAYS_TEXT_MAX);
    struct str text;

    for (size_t i = 0; i < rows->len; i++) {
        char hex[2 * ATTESTED_HASH + 1];
        uint8_t hash[ATTESTED_HASH];

        attest_hash(rows->at[i].text, hash);
        hex_encode(hex, hash, sizeof hash);
        buf_str(&b, day_text(cx->arena, rows->at[i].day));
        buf_printf(&b, " %s\n", hex);
    }
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "days");
    *out = text;
    return OK;
}

enum err read_attested_days(struct cx *cx, const struct env *env, struct db *db, struct str *out)
{
    struct attested_row_list list;
    uint64_t size;

    TRY(log_published_size(cx, env, db, &size));
    TRY(store_attested_list(cx, db, env->post, (int64_t)size, &list));
    return attested_days(cx, &list, out);
}
