/* search_cases: open cases first, in the list's own order, then closed ones. */
#include "action/search_cases.h"
#include <string.h>
#include "action/read_case.h"
#include "store/case_event.h"
#include "store/case_file.h"

#define BATCH 100

struct search {
    struct cx *cx;
    const struct env *env;
    struct db *db;
    const struct officer_session *who;
    struct str words[SEARCH_WORDS_MAX];
    size_t words_len;
    struct list_page hits;
    size_t looked;
};

static struct str lower(struct arena *arena, struct str s)
{
    char *at = arena_alloc(arena, s.len + 1, 1);

    if (!at)
        return STR("");
    for (size_t i = 0; i < s.len; i++)
        at[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] - 'A' + 'a') : s.at[i];
    return (struct str){ at, s.len };
}

static void words_split(struct search *s, struct str query)
{
    struct str rest = lower(s->cx->arena, str_first(query, SEARCH_QUERY_MAX)), word;

    while (s->words_len < SEARCH_WORDS_MAX && str_cut(&rest, ' ', &word))
        if (word.len > 0)
            s->words[s->words_len++] = word;
}

static unsigned words_in(const struct search *s, struct str text)
{
    struct str hay = lower(s->cx->arena, text);
    unsigned found = 0;

    for (size_t i = 0; i < s->words_len; i++)
        if (str_find(hay, s->words[i]) != SIZE_MAX)
            found |= 1u << i;
    return found;
}

/* Words in what was reported: the account, who, where; later supplements too. */
static enum err report_words(struct search *s, struct case_id id, const struct secret32 *secret,
                             unsigned *found)
{
    struct stored_event_list events;
    struct case_keys keys AUTO(case_keys_wipe) = { 0 };

    case_keys_of(secret, &keys);
    TRY(store_event_list(s->cx, s->db, id, 0, &events));
    for (size_t i = 0; i < events.len; i++) {
        const json_t *payload, *findings;
        struct report_form form;

        if (events.at[i].event.kind != EVENT_REPORT_RECEIVED
            && events.at[i].event.kind != EVENT_REPORT_SUPPLEMENTED)
            continue;
        if (event_payload_open(s->cx, id, &keys, &events.at[i], &payload) != OK)
            continue;
        report_form_init(&form);
        *found |= words_in(s, json_text(payload, "text"));
        if (event_report_take(s->cx, payload, &form, &findings) != OK)
            continue;
        *found |= words_in(s, form.reported) | words_in(s, form.unit)
                  | words_in(s, form.place_detail);
    }
    return OK;
}

static enum err look_at(struct search *s, const struct desk_row *row)
{
    struct secret32 secret AUTO(secret32_wipe) = { { 0 } };
    static const struct secret32 none;
    struct list_row opened;
    unsigned all = (1u << s->words_len) - 1, found;

    TRY(list_row_open(s->cx, s->env, s->db, s->who, row, &s->hits, &opened, &secret));
    found = words_in(s, opened.title) | words_in(s, row->number);
    if (found != all && memcmp(secret.b, none.b, sizeof none.b) != 0)
        TRY(report_words(s, row->id, &secret, &found));
    s->looked++;
    if (found == all && s->hits.rows_len < SEARCH_HITS_MAX)
        s->hits.rows[s->hits.rows_len++] = opened;
    return OK;
}

static enum err exact_number(struct search *s, struct str query, bool *found)
{
    struct str typed = str_trim(query);
    char *upper = arena_alloc(s->cx->arena, typed.len + 1, 1);
    struct case_file file;
    struct desk_row row;
    enum err err;

    *found = false;
    if (!upper || typed.len > 20)
        return OK;
    for (size_t i = 0; i < typed.len; i++)
        upper[i] = typed.at[i] >= 'a' && typed.at[i] <= 'z' ? (char)(typed.at[i] - 'a' + 'A')
                                                            : typed.at[i];
    err = case_for(s->cx, s->env, s->db, s->who, (struct str){ upper, typed.len }, &file);
    if (err == ERR_DENIED || err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(store_desk_row(s->cx, s->db, s->who->of->id, file.id, &row));
    TRY(list_row_open(s->cx, s->env, s->db, s->who, &row, &s->hits, &s->hits.rows[0], NULL));
    s->hits.rows_len = 1;
    *found = true;
    return OK;
}

/* One list from where the last page stopped. *full: stopped before its end. */
static enum err search_tab(struct search *s, enum desk_tab tab, struct str *key, bool *full)
{
    struct desk_filter filter = { .tab = tab, .owner = s->who->id, .who = s->who->id,
                                  .kecamatan = STR("") };

    for (;;) {
        struct desk_key after = list_key_read(*key);
        struct desk_page page;

        TRY(store_desk_page(s->cx, s->db, s->who->of->id, &filter, &after, BATCH, &page));
        for (size_t i = 0; i < page.len; i++) {
            TRY(look_at(s, &page.at[i]));
            *key = list_key_text(s->cx->arena, &page.at[i].key);
            if (s->hits.rows_len == SEARCH_HITS_MAX || s->looked >= SEARCH_LOOK_MAX) {
                *full = i + 1 < page.len || page.more;
                return OK;
            }
        }
        if (!page.more)
            return OK;
    }
}

enum err search_cases(struct cx *cx, const struct env *env, struct db *db,
                      const struct officer_session *who, struct str query, struct str after,
                      struct search_page *out)
{
    struct search s = { .cx = cx, .env = env, .db = db, .who = who, .hits = { .next = STR("") } };
    bool closed = str_starts(after, STR("c")), full = false, found;
    struct str key = after.len > 0 ? str_from(after, 1) : STR("");

    s.hits.rows = ARENA_ARRAY(cx->arena, struct list_row, SEARCH_HITS_MAX);
    s.hits.cache = ARENA_ARRAY(cx->arena, struct list_cache, DESK_PAGE_MAX);
    if (!s.hits.rows || !s.hits.cache)
        return FAIL(cx, ERR_TOO_LARGE, "search");
    TRY(exact_number(&s, query, &found));
    words_split(&s, query);
    if (!found && s.words_len > 0) {
        if (!closed) {
            TRY(search_tab(&s, DESK_ALL, &key, &full));
            closed = !full;
            if (closed)
                key = STR("");
        }
        if (closed && s.hits.rows_len < SEARCH_HITS_MAX && s.looked < SEARCH_LOOK_MAX)
            TRY(search_tab(&s, DESK_CLOSED, &key, &full));
        else if (closed)
            full = true;
        if (full)
            s.hits.next = arena_printf(cx->arena, "%c%.*s", closed ? 'c' : 'o', STR_FMT(key));
    }
    out->hits = s.hits;
    out->looked = s.looked;
    return OK;
}
