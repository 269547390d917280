/* case_custody: see the header; the queries are in case_custody.sql. */
#include "store/case_custody.h"
#include "store/row.h"

#define COLLEAGUES_MAX 2000

static enum err save_recused(struct cx *cx, struct db *tx, struct case_id id,
                             const struct case_state *s)
{
    for (size_t i = 0; i < s->recused_len; i++)
        TRY(DB_RUN(cx, tx, NULL, Q_CASE_RECUSAL_PUT, ID(id), ID(s->recused[i]), INT(i)));
    return OK;
}

enum err store_custody_save(struct cx *cx, struct db *tx, struct case_id id,
                            const struct case_state *s)
{
    const struct case_identity *i = &s->identity;
    const struct case_access *a = &s->access;

    if (i->stage == IDENTITY_QUIET && a->proposed == AGENCY_NONE && a->given == 0
        && s->recused_len == 0) {
        /* back to nothing: a row may be there that says otherwise */
        if (s->stage <= STAGE_RECEIVED)
            return OK;
        return DB_RUN(cx, tx, NULL, Q_CASE_CUSTODY_CLEAR, ID(id));
    }
    TRY(DB_RUN(cx, tx, NULL, Q_CASE_CUSTODY_PUT, ID(id), INT(i->stage), INT(i->asker),
               INT(i->asked_seq), INT(i->asked_us), INT(i->since_us), INT(i->ended_us),
               INT(i->holders), INT(i->approved), INT(i->refused), INT(i->voided), INT(i->opened),
               INT(a->proposed), INT(a->proposer), INT(a->given), INT(s->recused_len)));
    return save_recused(cx, tx, id, s);
}

static enum err load_recused(struct cx *cx, struct db *db, struct case_id id, struct case_state *s)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_RECUSAL_LIST, ID(id)));
    while (rows_next(rows, &err)) {
        if (s->recused_len == CASE_RECUSED_MAX)
            return FAIL(cx, ERR_CORRUPT, "more than %d stepped back", CASE_RECUSED_MAX);
        TRY(rows_exact(cx, rows, 0, s->recused[s->recused_len].b, ID_SIZE));
        s->recused_len++;
    }
    return err;
}

static bool agency_fits(int64_t code)
{
    return code >= AGENCY_NONE && code < AGENCY_COUNT;
}

static enum err read_custody(struct cx *cx, struct rows *rows, struct case_state *s)
{
    int64_t stage = rows_int(rows, 0), asker = rows_int(rows, 1);
    int64_t proposed = rows_int(rows, 11), proposer = rows_int(rows, 12);

    if (stage < 0 || stage >= IDENTITY_STAGE_COUNT || !agency_fits(asker) || !agency_fits(proposed)
        || !agency_fits(proposer))
        return FAIL(cx, ERR_CORRUPT, "custody of a case holds a code that is none");
    s->identity = (struct case_identity){
        .stage = (enum identity_stage)stage,
        .asker = (enum agency_code)asker,
        .asked_seq = (uint32_t)rows_int(rows, 2),
        .asked_us = rows_int(rows, 3),
        .since_us = rows_int(rows, 4),
        .ended_us = rows_int(rows, 5),
        .holders = (unsigned)rows_int(rows, 6),
        .approved = (unsigned)rows_int(rows, 7),
        .refused = (unsigned)rows_int(rows, 8),
        .voided = (unsigned)rows_int(rows, 9),
        .opened = (unsigned)rows_int(rows, 10),
    };
    s->access = (struct case_access){
        .proposed = (enum agency_code)proposed,
        .proposer = (enum agency_code)proposer,
        .given = (unsigned)rows_int(rows, 13),
    };
    return OK;
}

enum err store_custody_load(struct cx *cx, struct db *db, struct case_id id, struct case_state *s)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_CUSTODY_GET, ID(id)));
    if (!rows_next(rows, &err))
        return err;
    TRY(read_custody(cx, rows, s));
    return rows_int(rows, 14) > 0 ? load_recused(cx, db, id, s) : OK;
}

enum err store_recused(struct cx *cx, struct db *db, struct case_id id, struct officer_id officer,
                       bool *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;
    bool there;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_RECUSAL_HAS, ID(id), ID(officer)));
    there = rows_next(rows, &err);
    TRY(err);
    *out = there;
    return OK;
}

enum err store_custody_waiting(struct cx *cx, struct db *db, struct agency_id agency,
                               enum agency_code code, struct officer_id officer,
                               struct custody_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct custody_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_CUSTODY_WAITING, ID(agency), INT(CODE_BIT(code)),
                 ID(officer), INT(CUSTODY_LIST_MAX)));
    while (rows_next(rows, &err)) {
        struct custody_row *row;
        int64_t asker = rows_int(rows, 2);

        TRY(LIST_ROOM(cx, list.at, list.len, CUSTODY_LIST_MAX));
        row = &list.at[list.len++];
        if (!agency_fits(asker))
            return FAIL(cx, ERR_CORRUPT, "asked by agency %lld", (long long)asker);
        *row = (struct custody_row){
            .number = rows_text(cx, rows, 1),
            .asker = (enum agency_code)asker,
            .asked_us = rows_int(rows, 3),
            .since_us = rows_int(rows, 4),
            .holders = (unsigned)rows_int(rows, 5),
            .approved = (unsigned)(rows_int(rows, 6) & ~rows_int(rows, 7)),
        };
        TRY(rows_exact(cx, rows, 0, row->id.b, ID_SIZE));
        if (!row->number.at)
            return FAIL(cx, ERR_TOO_LARGE, "requests");
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_custody_proposed(struct cx *cx, struct db *db, struct agency_id agency,
                                enum agency_code code, struct officer_id officer,
                                struct custody_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct custody_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_CUSTODY_PROPOSED, ID(agency), INT(code), ID(officer),
                 INT(CUSTODY_LIST_MAX)));
    while (rows_next(rows, &err)) {
        struct custody_row *row;
        int64_t to = rows_int(rows, 2), by = rows_int(rows, 3);

        TRY(LIST_ROOM(cx, list.at, list.len, CUSTODY_LIST_MAX));
        row = &list.at[list.len++];
        if (!agency_fits(to) || !agency_fits(by))
            return FAIL(cx, ERR_CORRUPT, "a proposal by agency %lld", (long long)by);
        *row = (struct custody_row){ .number = rows_text(cx, rows, 1),
                                     .to = (enum agency_code)to,
                                     .asker = (enum agency_code)by };
        TRY(rows_exact(cx, rows, 0, row->id.b, ID_SIZE));
        if (!row->number.at)
            return FAIL(cx, ERR_TOO_LARGE, "proposals");
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_custody_lapsing(struct cx *cx, struct db *db, struct post_id post, int64_t before_us,
                               size_t max, struct case_id_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct case_id_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_CUSTODY_LAPSING, ID(post), INT(before_us), INT(max)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, max));
        TRY(rows_exact(cx, rows, 0, list.at[list.len].b, ID_SIZE));
        list.len++;
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_colleagues(struct cx *cx, struct db *db, struct case_id id, struct agency_id agency,
                          struct colleague_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct colleague_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_COLLEAGUES, ID(id), ID(agency)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, COLLEAGUES_MAX));
        TRY(rows_exact(cx, rows, 0, list.at[list.len].id.b, ID_SIZE));
        list.at[list.len++].roles = (unsigned)rows_int(rows, 1);
    }
    TRY(err);
    *out = list;
    return OK;
}
