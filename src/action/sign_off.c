/* sign_off: see the header. */
#include "action/sign_off.h"
#include "action/log_event.h"
#include "base/codec.h"
#include "store/attested.h"
#include "store/log_entry.h"
#include "store/log_event.h"
#include <stdlib.h>
#include <string.h>

#define RECOUNT_ARENA (512u << 20)
#define CHECK_ARENA (64u << 20)

/* ---- which cases an agency holds ---- */

struct held {
    int64_t *keys; /* in order */
    size_t len, room;
};

static enum err held_add(struct cx *cx, struct held *h, int64_t key)
{
    if (h->len == h->room) {
        size_t room = h->room ? 2 * h->room : 1024;
        int64_t *keys = arena_grow(cx->arena, h->keys, h->room * sizeof *keys,
                                   room * sizeof *keys);

        if (!keys)
            return FAIL(cx, ERR_TOO_LARGE, "cases");
        h->keys = keys;
        h->room = room;
    }
    h->keys[h->len++] = key;
    return OK;
}

static bool is_held(const struct held *h, int64_t key)
{
    size_t low = 0, high = h->len;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (h->keys[mid] == key)
            return true;
        if (h->keys[mid] < key)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

/* ---- each case against its leaves ---- */

static enum err case_checked(struct cx *cx, const struct env *env, struct db *db,
                             struct case_id id, struct arena *arena, struct check_faults *to)
{
    struct cx inner = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    struct case_check *c = ARENA_NEW(arena, struct case_check);
    enum err err = c ? check_case(&inner, env, db, id, c) : ERR_TOO_LARGE;

    if (err != OK) {
        cx->note = inner.note;
        return err;
    }
    to->more += c->faults.more;
    for (size_t i = 0; i < c->faults.len; i++) {
        struct str text = arena_printf(cx->arena, "%.*s: %.*s", STR_FMT(c->number),
                                       STR_FMT(c->faults.at[i]));

        if (to->len < CHECK_FAULTS_MAX && text.at)
            to->at[to->len++] = text;
        else
            to->more++;
    }
    return OK;
}

static enum err held_check(struct cx *cx, const struct env *env, struct db *db,
                           const struct attested_held_list *list, struct sign_off *out)
{
    struct arena *arena = arena_new(CHECK_ARENA);
    enum err err = arena ? OK : FAIL(cx, ERR_TOO_LARGE, "case");

    for (size_t i = 0; err == OK && i < list->len && out->checked < SIGN_OFF_CHECKED_MAX; i++) {
        arena_reset(arena);
        err = case_checked(cx, env, db, list->at[i].id, arena, &out->faults);
        out->checked++;
    }
    arena_free(arena);
    return err;
}

static enum err held_read(struct cx *cx, const struct env *env, struct db *db,
                          const struct agency *of, struct held *held, struct sign_off *out)
{
    struct attested_held_list list;
    int64_t after = 0;

    do {
        TRY(store_attested_held(cx, db, env->post, of->id, after, &list));
        for (size_t i = 0; i < list.len; i++)
            TRY(held_add(cx, held, list.at[i].case_key));
        TRY(held_check(cx, env, db, &list, out));
        after = list.len ? list.at[list.len - 1].case_key : 0;
    } while (list.len == ATTESTED_HELD_MAX);
    out->held = held->len;
    return OK;
}

/* ---- its own numbers ---- */

struct recount {
    struct held held;
    const struct attested_history *history;
    struct sign_off *out;
};

static enum err case_recount(struct cx *cx, void *arg, const struct attest_case *c)
{
    struct recount *r = arg;
    struct sign_off *s = r->out;
    bool counts;
    struct day on = attest_counts(r->history, c, DAY_NONE, &counts);
    const struct str codes[ATTESTED_DIMENSIONS] = { c->place, c->channel, c->mode };

    (void)cx;
    if (!counts || !day_known(on) || !is_held(&r->held, c->case_key))
        return OK;
    s->own_cases += on.n <= s->cases_on.n;
    for (size_t i = 0; i < s->lines_len; i++)
        if (on.n <= s->lines[i].on.n && str_is(codes[s->lines[i].of], s->lines[i].code))
            s->lines[i].own++;
    return OK;
}

static enum err lines_make(struct cx *cx, const struct attested_history *h, struct sign_off *out)
{
    const struct attested_table *t = &h->at[h->len - 1];

    out->table = *t;
    out->cases_on = attested_told_on(h, NULL);
    out->lines = ARENA_ARRAY(cx->arena, struct sign_off_line, t->len + 1);
    if (!out->lines)
        return FAIL(cx, ERR_TOO_LARGE, "lines");
    for (size_t i = 0; i < t->len; i++) {
        struct sign_off_line *l = &out->lines[out->lines_len++];

        *l = (struct sign_off_line){ .of = t->cells[i].of, .told = t->cells[i].count,
                                     .on = attested_told_on(h, &t->cells[i]) };
        memcpy(l->code, t->cells[i].code, sizeof l->code);
    }
    return OK;
}

static enum err recount(struct cx *cx, const struct env *env, struct db *db,
                        const struct agency *of, const struct attested_history *history,
                        struct sign_off *out)
{
    struct recount r = { .history = history, .out = out };

    TRY(held_read(cx, env, db, of, &r.held, out));
    TRY(attest_cases(cx, env, db, case_recount, &r));
    out->differ = out->own_cases != out->table.cases;
    for (size_t i = 0; i < out->lines_len; i++)
        out->differ += out->lines[i].own != out->lines[i].told;
    return OK;
}

/* ---- what the log holds of the newest table ---- */

static enum err leaf_read(struct cx *cx, const struct env *env, struct db *db,
                          const struct attested_row *row, struct sign_off *out)
{
    struct attested_leaf says = { .says = ATTESTED_SILENT };
    struct log_list list;
    struct leaf leaf;
    uint8_t hash[ATTESTED_HASH];
    bool fine = false;

    TRY(store_log_range(cx, db, env->post, row->log_index, row->log_index + 1, &list));
    attest_hash(row->text, hash);
    if (list.len == 1
        && leaf_parse(cx, (struct str){ (const char *)list.at[0].leaf.at, list.at[0].leaf.len },
                      &leaf)
               == OK)
        fine = attest_leaf_of(&leaf, &says, &fine) && fine;
    out->text_altered = !fine || says.says != ATTESTED_SILENT || says.day.n != row->day.n
                        || memcmp(hash, says.sha256, sizeof hash) != 0;
    memcpy(out->sha256, fine ? says.sha256 : hash, sizeof hash);
    return OK;
}

static struct str answer_name(struct arena *arena, enum agency_code agency, struct day day)
{
    struct str text = day_text(arena, day);

    return arena_printf(arena, "%s %.*s", agency_code_name(agency), STR_FMT(text));
}

/* What an agency said last of a day's table, and of which text. */
static enum err answer_read(struct cx *cx, const struct env *env, struct db *db,
                            enum agency_code agency, struct day day, enum attested_says *says,
                            struct str *sha256)
{
    struct str name = answer_name(cx->arena, agency, day);
    int64_t newest = -1;

    *says = ATTESTED_SILENT;
    *sha256 = STR("");
    for (int s = ATTESTED_CONFIRMED; s <= ATTESTED_DISPUTED; s++) {
        struct str kind = s == ATTESTED_CONFIRMED ? STR("statistics.confirmed")
                                                  : STR("statistics.disputed");
        struct log_event_row row;
        enum err err = store_log_event_newest(cx, db, env->post, kind, name, &row);

        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        if (err == ERR_NOT_FOUND || row.log_index < newest)
            continue;
        newest = row.log_index;
        *says = (enum attested_says)s;
        *sha256 = row.value;
    }
    return OK;
}

/* out->faults and lines are copied out of the work's arena by the caller's. */
static enum err sign_off_fill(struct cx *cx, const struct env *env, struct db *db,
                              const struct officer_session *who, struct sign_off *out)
{
    struct attested_row newest;
    struct attested_history history;
    struct str sha256;
    enum err err = store_attested_newest(cx, db, env->post, &newest);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    out->there = true;
    out->day = newest.day;
    TRY(leaf_read(cx, env, db, &newest, out));
    TRY(answer_read(cx, env, db, who->agency, newest.day, &out->answer.says, &sha256));
    out->answer.day = newest.day;
    err = attest_history(cx, env, db, INT64_MAX, &history);
    if (err == ERR_CORRUPT) {
        out->text_altered = true;
        return OK;
    }
    TRY(err);
    TRY(lines_make(cx, &history, out));
    return recount(cx, env, db, who->of, &history, out);
}

static enum err keep(struct cx *cx, const struct sign_off *from, struct sign_off *out)
{
    struct sign_off s = *from;

    s.lines = ARENA_ARRAY(cx->arena, struct sign_off_line, s.lines_len + 1);
    if (!s.lines)
        return FAIL(cx, ERR_TOO_LARGE, "lines");
    if (s.lines_len)
        memcpy(s.lines, from->lines, s.lines_len * sizeof *s.lines);
    for (size_t i = 0; i < s.faults.len; i++) {
        s.faults.at[i] = arena_copy(cx->arena, from->faults.at[i]);
        if (!s.faults.at[i].at)
            return FAIL(cx, ERR_TOO_LARGE, "faults");
    }
    *out = s;
    return OK;
}

enum err sign_off_read(struct cx *cx, const struct env *env, struct db *db,
                       const struct officer_session *who, struct sign_off *out)
{
    struct arena *arena = arena_new(RECOUNT_ARENA);
    struct cx work = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    struct sign_off *s = arena ? ARENA_NEW(arena, struct sign_off) : NULL;
    enum err err = s ? sign_off_fill(&work, env, db, who, s)
                     : FAIL(&work, ERR_TOO_LARGE, "attested numbers");

    if (err == OK)
        err = keep(&work, s, s) == OK ? keep(cx, s, out) : ERR_TOO_LARGE;
    if (err != OK)
        cx->note = work.note;
    arena_free(arena);
    return err;
}

enum err sign_off_write(struct cx *cx, const struct env *env, struct db *tx,
                        const struct officer_session *who, struct day day, struct str sha256,
                        enum attested_says says, bool *added)
{
    struct str agency = str_of(agency_code_name(who->agency)), day_as = day_text(cx->arena, day);
    struct log_event e = {
        .kind = says == ATTESTED_CONFIRMED ? "statistics.confirmed" : "statistics.disputed",
        .name = answer_name(cx->arena, who->agency, day),
        .value = sha256,
        .facts = { { STR("agency"), agency }, { STR("day"), day_as }, { STR("sha256"), sha256 } },
        .facts_len = 3,
        .by = agency,
        .sign_secret = who->secrets.keys.sign_sk.b,
    };
    struct sign_off *now = ARENA_NEW(cx->arena, struct sign_off);
    enum attested_says said;
    struct attested_row newest;
    struct str of;
    int64_t index;

    if (!now)
        return FAIL(cx, ERR_TOO_LARGE, "attested numbers");
    if (!who->secrets.keyed
        || memcmp(&who->secrets.keys.sign_sk.b[32], who->of->sign_pk.b, sizeof who->of->sign_pk.b))
        return FAIL(cx, ERR_DENIED, "not the agency's present key");
    *added = false;
    TRY(store_attested_newest(cx, tx, env->post, &newest));
    TRY(leaf_read(cx, env, tx, &newest, now));
    if (newest.day.n != day.n
        || !str_eq(sha256, hex_of(cx->arena, (struct bytes){ now->sha256, ATTESTED_HASH })))
        return FAIL(cx, ERR_CONFLICT, "a newer table is there");
    TRY(answer_read(cx, env, tx, who->agency, day, &said, &of));
    if (said == says && str_eq(of, sha256))
        return OK;
    TRY(log_event_append(cx, env, tx, &e, &index));
    *added = true;
    return OK;
}
