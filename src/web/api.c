/* api: see the header. */
#include "web/api.h"
#include <string.h>

/* ---- language ---- */

/* q as thousandths; what is not a number counts as 1000, as if it were not there. */
static int quality_of(struct str params)
{
    struct str p;
    int q = 0, digit = 100;

    while (str_cut(&params, ';', &p)) {
        p = str_trim(p);
        if (!str_starts(p, STR("q=")) || p.len < 3 || (p.at[2] != '0' && p.at[2] != '1'))
            continue;
        if (p.at[2] == '1')
            return 1000;
        for (size_t i = 4; i < p.len && p.at[i] >= '0' && p.at[i] <= '9'; i++, digit /= 10)
            q += (p.at[i] - '0') * digit;
        return q;
    }
    return 1000;
}

bool api_accept_lang(struct str header, enum lang *out)
{
    struct str range;
    int best = 0;

    while (str_cut(&header, ',', &range)) {
        struct str tag = str_trim(str_first(range, str_find(range, STR(";"))));
        struct str params = str_from(range, str_find(range, STR(";")));
        int q = quality_of(params);
        enum lang lang;

        if (q > best && lang_of(str_first(tag, str_find(tag, STR("-"))), &lang)) {
            best = q;
            *out = lang;
        }
    }
    return best > 0;
}

void api_choose_lang(struct request *rq)
{
    enum lang lang;

    if (rq->lang == LANG_ID && api_accept_lang(request_header(rq, "Accept-Language"), &lang))
        rq->lang = lang;
}

/* ---- what is to be mended ---- */

void api_error(struct api_errors *e, struct str field, const char *code, struct msg detail)
{
    for (size_t i = 0; i < e->len; i++)
        if (str_eq(e->at[i].field, field))
            return;
    if (e->len == API_ERRORS_MAX)
        return;
    e->at[e->len++] = (struct api_error){ .field = arena_copy(e->arena, field), .code = code,
                                          .detail = msg_text(e->arena, e->lang, detail) };
}

static void drop_json(void *value)
{
    json_decref(value);
}

enum err api_body(struct request *rq, const json_t **out)
{
    json_t *value = NULL;
    enum lang lang;

    api_choose_lang(rq);
    *out = NULL;
    if (json_read(&rq->cx, rq->body, &value) != OK)
        return api_problem(rq, 400, "not_json", T_API_PROBLEM_NOT_JSON);
    if (!arena_defer(rq->cx.arena, drop_json, value)) {
        json_decref(value);
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for the body");
    }
    if (!json_is_object(value))
        return api_problem(rq, 400, "not_json", T_API_PROBLEM_NOT_JSON);
    if (lang_of(json_text(value, "lang"), &lang))
        rq->lang = lang;
    *out = value;
    return OK;
}

static void put_head(struct json_out *o, struct request *rq, int status, const char *code,
                     enum text_key title, enum text_key detail)
{
    struct arena *a = rq->cx.arena;

    json_put(o, "type", arena_printf(a, "urn:posko:problem:%s", code));
    json_put(o, "title", text_plain(rq->lang, title));
    json_put_int(o, "status", status);
    json_put(o, "detail", text_plain(rq->lang, detail));
    json_put(o, "instance", arena_printf(a, "urn:posko:request:%.*s", STR_FMT(request_id(rq))));
    json_put(o, "code", str_of(code));
}

enum err api_refuse(struct request *rq, const struct api_errors *e)
{
    struct buf b = buf_in(rq->cx.arena, 64u << 10);
    struct json_out o = json_to(&b);
    struct str text;

    json_begin(&o);
    put_head(&o, rq, 422, "invalid", T_API_PROBLEM_INVALID_TITLE, T_API_PROBLEM_INVALID);
    json_key(&o, "errors");
    json_list(&o);
    for (size_t i = 0; i < e->len; i++) {
        json_begin(&o);
        json_put(&o, "field", e->at[i].field);
        json_put(&o, "code", str_of(e->at[i].code));
        json_put(&o, "detail", e->at[i].detail);
        json_end(&o);
    }
    json_list_end(&o);
    json_end(&o);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for the problem");
    return reply_bytes(rq, 422, STR("application/problem+json"),
                       (struct bytes){ (const uint8_t *)text.at, text.len });
}

enum err api_problem(struct request *rq, int status, const char *code, enum text_key detail)
{
    struct buf b = buf_in(rq->cx.arena, 16384);
    struct json_out o = json_to(&b);
    struct str text;

    json_begin(&o);
    put_head(&o, rq, status, code, T_API_PROBLEM_TITLE, detail);
    json_end(&o);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for the problem");
    return reply_bytes(rq, status, STR("application/problem+json"),
                       (struct bytes){ (const uint8_t *)text.at, text.len });
}

/* ---- clocks ---- */

/* An act is judged by the rules of its own day, or the nearest later one that is known. */
static const struct rulebook *book_of(const struct env *env, const struct report_form *form,
                                      struct day from)
{
    struct day day = day_known(form->occurred_on) ? form->occurred_on
        : day_known(form->known_on)               ? form->known_on
                                                  : from;

    return rulebook_for(env->books, env->books_len, day);
}

bool api_clock_working(struct request *rq, const struct report_form *form, enum clock_name name,
                       int64_t starts_us, struct day due_on, struct clock *out)
{
    int zone = rq->env->zone_minutes;
    const struct clock_from from = { .at_us = starts_us, .day = day_at(starts_us, zone),
                                     .zone_minutes = zone, .running = true };
    const struct rulebook *book = book_of(rq->env, form, from.day);
    const struct clock_rule *rule = rulebook_clock(book, name, from.day);
    struct clock clock;

    if (!rule || clock_start(&rq->cx, book, rule, &from, &clock) != OK
        || clock.due_on.n != due_on.n)
        return false;
    *out = clock;
    return true;
}

/* ---- values ---- */

void api_put_day(struct json_out *o, struct arena *a, const char *key, struct day d)
{
    json_key(o, key);
    if (day_known(d))
        json_str(o, day_text(a, d));
    else
        json_nil(o);
}

void api_put_text(struct json_out *o, const char *key, struct str v)
{
    json_key(o, key);
    if (v.len > 0)
        json_str(o, v);
    else
        json_nil(o);
}

void api_words(struct json_out *o, struct request *rq, const char *code, struct msg words)
{
    json_begin(o);
    json_put(o, "code", str_of(code));
    json_put(o, "words", msg_text(rq->cx.arena, rq->lang, words));
    json_end(o);
}

void api_put_words(struct json_out *o, struct request *rq, const char *key, const char *code,
                   struct msg words)
{
    json_key(o, key);
    if (code[0])
        api_words(o, rq, code, words);
    else
        json_nil(o);
}

void api_put_missing(struct json_out *o, struct request *rq, const char *key, unsigned missing)
{
    json_key(o, key);
    json_list(o);
    for (unsigned m = 1; m < MISSING_COUNT; m++)
        if (missing & CODE_BIT(m))
            api_words(o, rq, missing_name((enum missing)m), missing_words((enum missing)m));
    json_list_end(o);
}

void api_put_receipt(struct json_out *o, struct arena *a, int64_t index)
{
    json_key(o, "receipt");
    json_begin(o);
    json_put_int(o, "index", index);
    json_put(o, "proof_url", arena_printf(a, "/log/proof/%lld", (long long)index));
    json_end(o);
}
