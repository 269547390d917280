/*
 * audit_attested: the attested numbers as an outsider checks them: each day's text against the
 * hash that its leaf holds, its form, what it may tell after the ones before; and the agencies'
 * answers against the tables they speak of. Whether the numbers are true only the agencies can
 * count: their signatures under those answers are checked with all others (audit_leaf.c).
 */
#include "action/attest.h"
#include "action/audit_work.h"
#include "base/codec.h"
#include "store/attested.h"
#include <stdio.h>
#include <string.h>

#define TABLES_ARENA (1u << 30) /* a cap, not a size */
#define DAY_TEXT 12

static const char *day_words(char out[DAY_TEXT], struct day day)
{
    struct civil c = day_civil(day);

    (void)snprintf(out, DAY_TEXT, "%04d-%02d-%02d", c.year % 10000, c.month, c.day);
    return out;
}

/* ---- leaves ---- */

static void leaf_fault(struct audit *a, uint64_t index, const struct attested_leaf *says,
                       enum attested_leaf_fault fault)
{
    unsigned long long at = index;
    const char *agency = agency_code_name(says->agency);
    const char *did = attested_says_name(says->says);
    char day[DAY_TEXT];

    day_words(day, says->day);
    if (fault == ATTESTED_LEAF_BY && says->says == ATTESTED_SILENT)
        audit_say(a, AUDIT_FAULT, "Entry %llu: attested numbers are not by the post, but by %s.",
                  at, agency_code_name(says->by));
    else if (fault == ATTESTED_LEAF_BY)
        audit_say(a, AUDIT_FAULT,
                  "Entry %llu says that %s %s the attested numbers of %s, but %s did not sign it.",
                  at, agency, did, day, agency);
    else if (fault == ATTESTED_LEAF_DAY)
        audit_say(a, AUDIT_FAULT,
                  "Entry %llu: a second table of attested numbers for %s, or one for an earlier "
                  "day than the last: numbers already published were exchanged.",
                  at, day);
    else if (fault == ATTESTED_LEAF_UNKNOWN)
        audit_say(a, AUDIT_FAULT,
                  "Entry %llu: %s %s the attested numbers of %s, but the log has none of that day.",
                  at, agency, did, day);
    else if (fault == ATTESTED_LEAF_OTHER)
        audit_say(a, AUDIT_FAULT,
                  "Entry %llu: %s %s other attested numbers of %s than those the log holds: they "
                  "were exchanged after it had signed.",
                  at, agency, did, day);
}

enum err audit_attested_leaf(struct cx *cx, struct audit *a, uint64_t index,
                             const struct leaf *leaf)
{
    enum attested_leaf_fault fault;
    struct attested_leaf says;
    bool fine;

    if (!attest_leaf_of(leaf, &says, &fine))
        return OK;
    if (!fine) {
        audit_say(a, AUDIT_FAULT, "Entry %llu (%.*s) does not say what such an entry must.",
                  (unsigned long long)index, STR_FMT(leaf->type));
        return OK;
    }
    says.reports = a->count.so_far.cases;
    TRY(attested_watch_leaf(cx, &a->attested, &says, &fault));
    if (fault != ATTESTED_LEAF_FINE)
        leaf_fault(a, index, &says, fault);
    else if (says.says == ATTESTED_DISPUTED) {
        char day[DAY_TEXT];

        audit_say(a, AUDIT_NOTE,
                  "Entry %llu: %s disputes the attested numbers of %s: it counts otherwise.",
                  (unsigned long long)index, agency_code_name(says.agency),
                  day_words(day, says.day));
    }
    return OK;
}

/* ---- texts ---- */

static enum err text_get(struct cx *cx, struct log_source *source, const char *day,
                         struct day of, struct str *out)
{
    struct bytes bytes;

    if (source->kind == LOG_DATABASE) {
        struct attested_row row;

        TRY(store_attested_get(cx, source->db, source->env->post, of, &row));
        *out = row.text;
        return OK;
    }
    TRY(log_source_file(cx, source, arena_printf(cx->arena, "attested/%s", day).at, &bytes));
    *out = (struct str){ (const char *)bytes.at, bytes.len };
    return OK;
}

/* Said where it was looked for: whoever made this copy may only have left it out. */
static void text_lacks(struct audit *a, const char *day, bool too_large)
{
    const struct log_source *source = a->plan->source;

    if (source->kind == LOG_DATABASE)
        audit_say(a, AUDIT_FAULT,
                  "The attested numbers of %s cannot be checked: the log holds the hash of their "
                  "text, but the post's database has no such text: removed, or never there.",
                  day);
    else if (too_large)
        audit_say(a, AUDIT_FAULT,
                  "The attested numbers of %s cannot be checked: %s/attested/%s is far larger "
                  "than their text can be.",
                  day, source->base, day);
    else
        audit_say(a, AUDIT_FAULT,
                  "The attested numbers of %s cannot be checked: the log holds the hash of their "
                  "text, but there is no file attested/%s in %s: removed, or never there%s.",
                  day, day, source->base,
                  source->kind == LOG_FOLDER ? ", or left out of this copy" : "");
}

static void rule_fault(struct audit *a, const char *day, enum attested_fault fault,
                       const struct attested_cell *cell)
{
    static const char *const words[] = {
        [ATTESTED_FINE] = "",
        [ATTESTED_DAY] = "are not of a later day than the ones before them",
        [ATTESTED_CASES] = "have a sum that fell, or moved by less than 5",
        [ATTESTED_SMALL] = "have a number that fell, or moved by less than 5: so few reports "
                           "could betray who made them",
        [ATTESTED_UNMOVED] = "have a number that moved though their sum did not",
        [ATTESTED_SUM] = "have parts that are more than their sum",
        [ATTESTED_DERIVABLE] = "let anybody work out a group of fewer than 5 reports by "
                               "subtraction, and so betray who made them",
    };

    if (cell)
        audit_say(a, AUDIT_FAULT, "The attested numbers of %s %s (%s, %s).", day, words[fault],
                  attested_dimension_name(cell->of), cell->code);
    else
        audit_say(a, AUDIT_FAULT, "The attested numbers of %s %s.", day, words[fault]);
}

/* The text is the one in the log, in its form, and of its day. */
static enum err table_read(struct cx *cx, struct audit *a, const struct attested_day *of,
                           struct attested_table *out, bool *good)
{
    uint8_t hash[ATTESTED_HASH];
    char day[DAY_TEXT];
    struct str text;
    enum err err = text_get(cx, a->plan->source, day_words(day, of->day), of->day, &text);

    *good = false;
    if (err == ERR_NOT_FOUND || err == ERR_TOO_LARGE) {
        text_lacks(a, day, err == ERR_TOO_LARGE);
        return OK;
    }
    TRY(err);
    attest_hash(text, hash);
    if (memcmp(hash, of->sha256, sizeof hash) != 0)
        audit_say(a, AUDIT_FAULT,
                  "The attested numbers of %s are not those whose hash the log holds: they were "
                  "altered.",
                  day);
    else if (attested_parse(cx, text, out) != OK || out->day.n != of->day.n)
        audit_say(a, AUDIT_FAULT, "The attested numbers of %s are not written as they must be.",
                  day);
    else
        *good = true;
    return OK;
}

static enum err table_check(struct cx *cx, struct audit *a, const struct attested_day *of,
                            const struct attested_history *before,
                            const struct attested_table *table)
{
    const struct attested_cell *cell;
    enum attested_fault fault;
    char day[DAY_TEXT];

    day_words(day, of->day);
    if (table->cases > of->reports)
        audit_say(a, AUDIT_FAULT,
                  "The attested numbers of %s speak of %llu reports, but the log had only %llu.",
                  day, (unsigned long long)table->cases, (unsigned long long)of->reports);
    TRY(attested_follows(cx, before, table, &fault, &cell));
    if (fault != ATTESTED_FINE)
        rule_fault(a, day, fault, cell);
    return OK;
}

static void news_fill(struct attested_news *news, const struct attested_table *table)
{
    if (!news->state.there || news->state.day.n != table->day.n)
        return;
    news->table = *table;
    news->has_table = true;
}

/* The arena `work` is for one table; what is kept of them lies in cx's. */
static enum err tables_check(struct cx *cx, struct audit *a, struct arena *each)
{
    struct attested_table *tables = ARENA_ARRAY(cx->arena, struct attested_table,
                                                a->attested.len + 1);
    struct attested_history history = { tables, 0 };
    struct cx work = { .arena = each, .now_us = cx->now_us, .random = cx->random };
    bool good;

    if (!tables)
        return FAIL(cx, ERR_TOO_LARGE, "attested numbers");
    for (size_t i = 0; i < a->attested.len; i++) {
        const struct attested_day *of = &a->attested.days[i];
        struct attested_table *t = &tables[history.len];
        enum err err;

        arena_reset(each);
        err = table_read(&work, a, of, t, &good);
        if (err == OK && good)
            err = table_check(&work, a, of, &history, t);
        if (err != OK) {
            cx->note = work.note;
            return err;
        }
        if (!good)
            continue;
        news_fill(&a->result->statistics.attested, t);
        news_fill(&a->result->statistics_then.attested, t);
        /* one that did not move tells nothing more: it is not kept */
        history.len += history.len == 0 || t->cases != tables[history.len - 1].cases;
    }
    return OK;
}

/* ---- the list of them ---- */

/* Each line as the log's entries make it. The list may be of a later head than the one that is
 * checked: then it goes on. */
static bool days_follow(const struct audit *a, struct str list)
{
    struct day last = DAY_NONE;
    struct str line;
    size_t n = 0;

    if (list.len && list.at[list.len - 1] != '\n')
        return false;
    for (; list.len && str_cut(&list, '\n', &line); n++) {
        uint8_t hash[ATTESTED_HASH];
        char hex[2 * ATTESTED_HASH + 1];
        struct str right = { hex, sizeof hex - 1 };
        struct day day;

        if (line.len <= 11 || line.at[10] != ' ' || !day_parse(str_first(line, 10), &day)
            || !hex_decode(str_from(line, 11), hash, sizeof hash)
            || (n > 0 && day.n <= last.n))
            return false;
        hex_encode(hex, n < a->attested.len ? a->attested.days[n].sha256 : hash, sizeof hash);
        if (!str_eq(str_from(line, 11), right)
            || (n < a->attested.len && day.n != a->attested.days[n].day.n))
            return false;
        last = day;
    }
    return n >= a->attested.len;
}

/* attested/days, which tells people what to fetch; there need be none. */
static enum err days_check(struct cx *cx, struct audit *a)
{
    struct log_source *source = a->plan->source;
    struct bytes list;
    enum err err;

    if (source->kind == LOG_DATABASE)
        return OK;
    err = log_source_file(cx, source, "attested/days", &list);
    if (err == ERR_NOT_FOUND)
        return OK;
    if (err == ERR_TOO_LARGE
        || (err == OK && !days_follow(a, (struct str){ (const char *)list.at, list.len }))) {
        audit_say(a, AUDIT_FAULT,
                  "The list of attested numbers, %s/attested/days, is not the one that the log's "
                  "entries make.",
                  source->base);
        return OK;
    }
    return err;
}

enum err audit_attested(struct cx *cx, struct audit *a)
{
    struct arena *arena = arena_new(TABLES_ARENA), *each = arena_new(TABLES_ARENA);
    struct cx work = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    enum err err = arena && each ? tables_check(&work, a, each)
                                 : FAIL(&work, ERR_TOO_LARGE, "attested numbers");

    if (err == OK)
        err = days_check(&work, a);
    if (err != OK)
        cx->note = work.note;
    arena_free(each);
    arena_free(arena);
    return err;
}
