/*
 * text: the sentences people read, in their language, with named holes.
 *
 * The sentences are compiled from lang/ into tables (tools/langc.c); every key is in every
 * language with the same holes, or the build fails. A text never holds markup.
 */
#pragma once
#include "base/buf.h"
#include "page/when.h"

#define HOLES_MAX 8 /* different holes in one text */

struct hole;

/* A text chosen at run time: MSG(T_ERROR_DAY), or with holes = HOLES(...).
 * The zero value (T_NONE) is the empty text. */
struct msg {
    enum text_key key;
    const struct hole *holes; /* live as long as the page's struct */
    size_t holes_len;
};

#define MSG(text_key) ((struct msg){ .key = (text_key) })

enum value_kind {
    VALUE_STR,
    VALUE_NUMBER, /* grouped */
    VALUE_PLAIN,  /* not grouped: years, case numbers */
    VALUE_PERCENT,
    VALUE_DAY,
    VALUE_DAY_SHORT,
    VALUE_WHEN,
    VALUE_WHEN_SHORT,
    VALUE_TIME,
    VALUE_SPAN,
    VALUE_MSG
};

/* Anything that may stand in a sentence. Made by VALUE(v), or a function below. */
struct value {
    enum value_kind kind;
    union {
        struct str str;
        int64_t n;
        struct percent percent;
        struct day day;
        struct when when;
        struct span span;
        struct msg msg;
    };
};

/* What goes where {name} stands. */
struct hole {
    const char *name;
    struct value value;
};

struct value value_str(struct str v);
struct value value_int(int64_t v);
struct value value_size(size_t v);
struct value value_percent(struct percent v);
struct value value_day(struct day v);
struct value value_when(struct when v);
struct value value_span(struct span v);
struct value value_msg(struct msg v);
struct value value_same(struct value v);
/* The shapes a template asks for with path:short, path:time, path:day and path:plain. */
struct value value_day_short(struct day v);
struct value value_when_short(struct when v);
struct value value_when_time(struct when v);
struct value value_when_day(struct when v);
struct value value_plain(int64_t v);
struct value value_plain_size(size_t v);

/* An enum or a bool does not compile here: a page shows its word, not its number. */
#define VALUE(v)                                                                           \
    _Generic((v),                                                                          \
        struct str: value_str, int: value_int, long: value_int, unsigned long: value_size, \
        struct percent: value_percent, struct day: value_day, struct when: value_when,     \
        struct span: value_span, struct msg: value_msg, struct value: value_same)(v)
#define VALUE_AS_SHORT(v) \
    _Generic((v), struct day: value_day_short, struct when: value_when_short)(v)
#define VALUE_AS_TIME(v) _Generic((v), struct when: value_when_time)(v)
#define VALUE_AS_DAY(v) _Generic((v), struct when: value_when_day)(v)
#define VALUE_AS_PLAIN(v) \
    _Generic((v), int: value_plain, long: value_plain, unsigned long: value_plain_size)(v)

#define HOLE(hole_name, v) ((struct hole){ .name = (hole_name), .value = VALUE(v) })
/* For a hole that chooses a form: only a number compiles. */
#define HOLE_COUNT(hole_name, v)                                                            \
    ((struct hole){ .name = (hole_name),                                                    \
        .value = _Generic((v), int: value_int, long: value_int, unsigned long: value_size)(v) })

/* "id", "en": for <html lang>, cookies and the API. */
struct str lang_code(enum lang lang);
/* False, and out untouched, if we do not have that language. */
bool lang_of(struct str code, enum lang *out) MUST_USE;

/* A text without holes; it lives for ever. Asserts that it has none. */
struct str text_plain(enum lang lang, enum text_key key);
/* The key as it stands in lang/: "report.sent.check". */
struct str text_key_name(enum text_key key);
bool text_has_holes(enum text_key key);

/* The text with its holes filled, not escaped: for mail and the API. at == NULL past the
 * arena's cap. A hole that the text lacks is ignored; one not given is left empty. */
struct str text_in(struct arena *arena, enum lang lang, enum text_key key,
    const struct hole *holes, size_t holes_len);
struct str msg_text(struct arena *arena, enum lang lang, struct msg msg);
/* Any one value as text, not escaped. */
struct str value_text(struct arena *arena, enum lang lang, struct value value);

/* For out.c: writes through `put`, which escapes or not. */
struct text_sink {
    struct buf *buf;
    enum lang lang;
    void (*put)(struct buf *buf, struct str s);
};
void text_write(
    const struct text_sink *to, enum text_key key, const struct hole *holes, size_t holes_len);
void value_write(const struct text_sink *to, const struct value *value);

/* The compiled catalogues: tools/langc.c writes text_table.c. */
struct text_row {
    struct str text;
    bool has_holes;
};
extern const struct text_row text_table[LANG_COUNT][T_COUNT];
extern const struct str text_key_names[T_COUNT];
extern const struct str lang_codes[LANG_COUNT];
