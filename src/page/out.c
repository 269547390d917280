/* out: the escaper, and the shapes of values by place. See the header. */
#include "page/out.h"
#include <string.h>

/* 0: passes as it is; else the index of its entity. */
static const unsigned char text_special[256] = { ['&'] = 1, ['<'] = 2, ['>'] = 3 };
static const unsigned char attr_special[256] = {
    ['&'] = 1, ['<'] = 2, ['>'] = 3, ['"'] = 4, ['\''] = 5,
};
static const struct str entities[] = {
    { "", 0 }, { "&amp;", 5 }, { "&lt;", 4 }, { "&gt;", 4 }, { "&#34;", 5 }, { "&#39;", 5 },
};

static void escape(struct buf *b, struct str s, const unsigned char special[256])
{
    size_t from = 0;

    for (size_t i = 0; i < s.len; i++) {
        unsigned char entity = special[(unsigned char)s.at[i]];
        if (entity == 0)
            continue;
        buf_add(b, s.at + from, i - from);
        buf_str(b, entities[entity]);
        from = i + 1;
    }
    if (from < s.len)
        buf_add(b, s.at + from, s.len - from);
}

static void put_text(struct buf *b, struct str s)
{
    escape(b, s, text_special);
}

static void put_attr(struct buf *b, struct str s)
{
    escape(b, s, attr_special);
}

struct out out_to(struct buf *buf, enum lang lang)
{
    return (struct out){ .buf = buf, .lang = lang };
}

void out_lit(struct out *o, const char *html, size_t len)
{
    buf_add(o->buf, html, len);
}

void out_text(struct out *o, struct str v)
{
    put_text(o->buf, v);
}

void out_attr(struct out *o, struct str v)
{
    put_attr(o->buf, v);
}

void out_markup(struct out *o, struct markup v)
{
    buf_str(o->buf, v.only_by_page);
}

void out_link(struct out *o, struct link v)
{
    put_attr(o->buf, link_text(v));
}

void out_text_value(struct out *o, struct value v)
{
    struct text_sink to = { .buf = o->buf, .lang = o->lang, .put = put_text };

    value_write(&to, &v);
}

void out_attr_value(struct out *o, struct value v)
{
    struct text_sink to = { .buf = o->buf, .lang = o->lang, .put = put_attr };

    value_write(&to, &v);
}

void out_text_t(struct out *o, enum text_key key, const struct hole *holes, size_t holes_len)
{
    struct text_sink to = { .buf = o->buf, .lang = o->lang, .put = put_text };

    text_write(&to, key, holes, holes_len);
}

void out_attr_t(struct out *o, enum text_key key, const struct hole *holes, size_t holes_len)
{
    struct text_sink to = { .buf = o->buf, .lang = o->lang, .put = put_attr };

    text_write(&to, key, holes, holes_len);
}

void out_text_int(struct out *o, int64_t v)
{
    struct line l;

    l.len = 0;
    line_number(&l, o->lang, v);
    put_text(o->buf, line_view(&l));
}

void out_text_size(struct out *o, size_t v)
{
    out_text_value(o, value_size(v));
}

void out_attr_size(struct out *o, size_t v)
{
    out_attr_value(o, value_plain_size(v));
}

void out_attr_int(struct out *o, int64_t v)
{
    out_attr_value(o, value_plain(v));
}

void out_text_percent(struct out *o, struct percent v)
{
    out_text_value(o, value_percent(v));
}

/* "96.1": a number for machines. */
void out_attr_percent(struct out *o, struct percent v)
{
    struct line l;

    l.len = 0;
    if (v.tenths < 0)
        line_char(&l, '-');
    line_int(&l, v.tenths < 0 ? -(v.tenths / 10) : v.tenths / 10);
    line_char(&l, '.');
    line_int(&l, v.tenths < 0 ? -(v.tenths % 10) : v.tenths % 10);
    put_attr(o->buf, line_view(&l));
}

void out_text_day(struct out *o, struct day v)
{
    out_text_value(o, value_day(v));
}

void out_attr_day(struct out *o, struct day v)
{
    struct line l;

    l.len = 0;
    line_day_iso(&l, v);
    put_attr(o->buf, line_view(&l));
}

void out_text_when(struct out *o, struct when v)
{
    out_text_value(o, value_when(v));
}

void out_attr_when(struct out *o, struct when v)
{
    struct line l;

    l.len = 0;
    line_when_iso(&l, v);
    put_attr(o->buf, line_view(&l));
}

void out_text_span(struct out *o, struct span v)
{
    out_text_value(o, value_span(v));
}

void out_attr_span(struct out *o, struct span v)
{
    struct line l;

    l.len = 0;
    line_span_iso(&l, v);
    put_attr(o->buf, line_view(&l));
}

void out_text_msg(struct out *o, struct msg v)
{
    out_text_t(o, v.key, v.holes, v.holes_len);
}

void out_attr_msg(struct out *o, struct msg v)
{
    out_attr_t(o, v.key, v.holes, v.holes_len);
}

bool true_bool(bool v)
{
    return v;
}

bool true_int(int64_t v)
{
    return v != 0;
}

bool true_size(size_t v)
{
    return v != 0;
}

bool true_unsigned(unsigned v)
{
    return v != 0;
}

bool true_str(struct str v)
{
    return v.len != 0;
}

bool true_link(struct link v)
{
    return link_text(v).len != 0;
}

bool true_markup(struct markup v)
{
    return v.only_by_page.len != 0;
}

bool true_day(struct day v)
{
    return day_known(v);
}

bool true_when(struct when v)
{
    return v.us != 0;
}

bool true_span(struct span v)
{
    return v.seconds != 0;
}

bool true_msg(struct msg v)
{
    return v.key != T_NONE;
}

bool true_pointer(const void *v)
{
    return v != NULL;
}
