/*
 * out: what a page is written to, and the only place that escapes.
 *
 * Templates compiled by tools/pagec.c call the macros below: by place (text, attribute,
 * address) from where the expression stands in the HTML, and by type through _Generic. A type
 * that does not belong in a place does not compile. See docs/pages.md.
 *
 * Writing never fails at the call; look at buf_end once when the page is done.
 */
#pragma once
#include "base/buf.h"
#include "page/link.h"
#include "page/text.h"

struct out {
    struct buf *buf;
    enum lang lang;
};

struct out out_to(struct buf *buf, enum lang lang);

/* HTML made by us, inside page/ (charts, QR codes): see page/markup.h. */
struct markup {
    struct str only_by_page;
};

void out_lit(struct out *o, const char *html, size_t len); /* a template's own text */
void out_text(struct out *o, struct str v);                /* escapes & < > */
void out_attr(struct out *o, struct str v);                /* escapes & < > " ' */
void out_markup(struct out *o, struct markup v);
void out_link(struct out *o, struct link v);

void out_text_value(struct out *o, struct value v);
void out_attr_value(struct out *o, struct value v);
void out_text_int(struct out *o, int64_t v);
void out_text_size(struct out *o, size_t v);
void out_attr_int(struct out *o, int64_t v);
void out_attr_size(struct out *o, size_t v);
void out_text_percent(struct out *o, struct percent v);
void out_attr_percent(struct out *o, struct percent v);
void out_text_day(struct out *o, struct day v);
void out_attr_day(struct out *o, struct day v);
void out_text_when(struct out *o, struct when v);
void out_attr_when(struct out *o, struct when v);
void out_text_span(struct out *o, struct span v);
void out_attr_span(struct out *o, struct span v);
void out_text_msg(struct out *o, struct msg v);
void out_attr_msg(struct out *o, struct msg v);

/* {{ t key }} and {{ t key name=value }} */
void out_text_t(struct out *o, enum text_key key, const struct hole *holes, size_t holes_len);
void out_attr_t(struct out *o, enum text_key key, const struct hole *holes, size_t holes_len);

#define OUT_PLACE(place, v)                                                               \
    struct str: out_##place, int: out_##place##_int, long: out_##place##_int,             \
    unsigned long: out_##place##_size, struct percent: out_##place##_percent,              \
    struct day: out_##place##_day, struct when: out_##place##_when,                       \
    struct span: out_##place##_span, struct msg: out_##place##_msg,                       \
    struct value: out_##place##_value

#define OUT_TEXT(o, v) _Generic((v), OUT_PLACE(text, v), struct markup: out_markup)((o), (v))
/* inside <title> and <textarea>: as text, but nothing there is markup */
#define OUT_WORDS(o, v) _Generic((v), OUT_PLACE(text, v))((o), (v))
#define OUT_ATTR(o, v) _Generic((v), OUT_PLACE(attr, v))((o), (v))
#define OUT_LINK(o, v) _Generic((v), struct link: out_link)((o), (v))

/* {{ if p->x }}: not empty, not zero, known. */
bool true_bool(bool v);
bool true_int(int64_t v);
bool true_size(size_t v);
bool true_unsigned(unsigned v);
bool true_str(struct str v);
bool true_link(struct link v);
bool true_markup(struct markup v);
bool true_day(struct day v);
bool true_when(struct when v);
bool true_span(struct span v);
bool true_msg(struct msg v);
bool true_pointer(const void *v);

#define OUT_TRUE(v)                                                                         \
    _Generic((v),                                                                           \
        bool: true_bool, int: true_int, long: true_int, unsigned long: true_size,           \
        unsigned: true_unsigned, struct str: true_str, struct link: true_link,              \
        struct markup: true_markup, struct day: true_day, struct when: true_when,           \
        struct span: true_span, struct msg: true_msg, default: true_pointer)(v)
