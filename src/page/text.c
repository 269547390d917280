/* text: fills the holes of the compiled sentences. See the header. */
#include "page/text.h"
#include <assert.h>
#include <string.h>

#define TEXT_MAX 65536 /* bytes of one filled text, outside pages */

struct value value_str(struct str v)
{
    return (struct value){ .kind = VALUE_STR, .str = v };
}

struct value value_int(int64_t v)
{
    return (struct value){ .kind = VALUE_NUMBER, .n = v };
}

/* No list of ours is longer than an int64_t counts. */
struct value value_size(size_t v)
{
    return value_int((int64_t)v);
}

struct value value_plain_size(size_t v)
{
    return value_plain((int64_t)v);
}

struct value value_plain(int64_t v)
{
    return (struct value){ .kind = VALUE_PLAIN, .n = v };
}

struct value value_percent(struct percent v)
{
    return (struct value){ .kind = VALUE_PERCENT, .percent = v };
}

struct value value_day(struct day v)
{
    return (struct value){ .kind = VALUE_DAY, .day = v };
}

struct value value_day_short(struct day v)
{
    return (struct value){ .kind = VALUE_DAY_SHORT, .day = v };
}

struct value value_when(struct when v)
{
    return (struct value){ .kind = VALUE_WHEN, .when = v };
}

struct value value_when_short(struct when v)
{
    return (struct value){ .kind = VALUE_WHEN_SHORT, .when = v };
}

struct value value_when_time(struct when v)
{
    return (struct value){ .kind = VALUE_TIME, .when = v };
}

struct value value_when_day(struct when v)
{
    return value_day(v.us == 0 ? DAY_NONE : day_at(v.us, v.zone_minutes));
}

struct value value_span(struct span v)
{
    return (struct value){ .kind = VALUE_SPAN, .span = v };
}

struct value value_msg(struct msg v)
{
    return (struct value){ .kind = VALUE_MSG, .msg = v };
}

struct value value_same(struct value v)
{
    return v;
}

struct str lang_code(enum lang lang)
{
    assert(lang < LANG_COUNT);
    return lang_codes[lang];
}

bool lang_of(struct str code, enum lang *out)
{
    for (enum lang l = (enum lang)0; l < LANG_COUNT; l++)
        if (str_eq(code, lang_codes[l])) {
            *out = l;
            return true;
        }
    return false;
}

struct str text_plain(enum lang lang, enum text_key key)
{
    assert(lang < LANG_COUNT && key < T_COUNT && !text_table[lang][key].has_holes);
    return text_table[lang][key].text;
}

struct str text_key_name(enum text_key key)
{
    assert(key < T_COUNT);
    return text_key_names[key];
}

bool text_has_holes(enum text_key key)
{
    assert(key < T_COUNT);
    return text_table[0][key].has_holes;
}

void value_write(const struct text_sink *to, const struct value *value)
{
    struct line l;

    l.len = 0;
    switch (value->kind) {
    case VALUE_STR:
        to->put(to->buf, value->str);
        return;
    case VALUE_MSG:
        text_write(to, value->msg.key, value->msg.holes, value->msg.holes_len);
        return;
    case VALUE_NUMBER:
        line_number(&l, to->lang, value->n);
        break;
    case VALUE_PLAIN:
        line_int(&l, value->n);
        break;
    case VALUE_PERCENT:
        line_percent(&l, to->lang, value->percent);
        break;
    case VALUE_DAY:
        line_day(&l, to->lang, value->day);
        break;
    case VALUE_DAY_SHORT:
        line_day_short(&l, to->lang, value->day);
        break;
    case VALUE_WHEN:
        line_when(&l, to->lang, value->when);
        break;
    case VALUE_WHEN_SHORT:
        line_when_short(&l, to->lang, value->when);
        break;
    case VALUE_TIME:
        line_time(&l, to->lang, value->when);
        break;
    case VALUE_SPAN:
        line_span(&l, to->lang, value->span);
        break;
    }
    to->put(to->buf, line_view(&l));
}

static const struct value *hole_value(const struct hole *holes, size_t len, struct str name)
{
    for (size_t i = 0; i < len; i++)
        if (str_is(name, holes[i].name))
            return &holes[i].value;
    return NULL;
}

/* What stands between braces: "name", or "n|form for one|form for others". */
static void hole_write(
    const struct text_sink *to, struct str inside, const struct hole *holes, size_t holes_len)
{
    struct str name, one;
    const struct value *value;
    bool choice = str_find(inside, STR("|")) != SIZE_MAX;

    (void)str_cut(&inside, '|', &name);
    value = hole_value(holes, holes_len, name);
    if (!choice) {
        if (value)
            value_write(to, value);
        return;
    }
    (void)str_cut(&inside, '|', &one);
    if (value && (value->kind == VALUE_NUMBER || value->kind == VALUE_PLAIN) && value->n == 1)
        to->put(to->buf, one);
    else
        to->put(to->buf, inside);
}

void text_write(
    const struct text_sink *to, enum text_key key, const struct hole *holes, size_t holes_len)
{
    struct str rest;
    size_t brace;

    assert(to->lang < LANG_COUNT && key < T_COUNT);
    rest = text_table[to->lang][key].text;
    if (!text_table[to->lang][key].has_holes) {
        to->put(to->buf, rest);
        return;
    }
    while ((brace = str_find(rest, STR("{"))) != SIZE_MAX) {
        to->put(to->buf, str_first(rest, brace));
        rest = str_from(rest, brace + 1);
        brace = str_find(rest, STR("}"));
        assert(brace != SIZE_MAX); /* langc checked it */
        hole_write(to, str_first(rest, brace), holes, holes_len);
        rest = str_from(rest, brace + 1);
    }
    to->put(to->buf, rest);
}

struct str value_text(struct arena *arena, enum lang lang, struct value value)
{
    struct buf buf = buf_in(arena, TEXT_MAX);
    struct text_sink to = { .buf = &buf, .lang = lang, .put = buf_str };

    value_write(&to, &value);
    return buf_end(&buf);
}

struct str text_in(struct arena *arena, enum lang lang, enum text_key key,
    const struct hole *holes, size_t holes_len)
{
    return msg_text(
        arena, lang, (struct msg){ .key = key, .holes = holes, .holes_len = holes_len });
}

struct str msg_text(struct arena *arena, enum lang lang, struct msg msg)
{
    return value_text(arena, lang, value_msg(msg));
}
