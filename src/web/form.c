/* form: see the header. */
#include "web/form.h"
#include <assert.h>
#include <string.h>
#include <strings.h>
#include "web/router.h"

static void fail(struct form *f, enum form_fault fault, const char *field)
{
    if (f->fault != FORM_FINE)
        return;
    f->fault = fault;
    f->field = field;
}

const char *form_fault_name(enum form_fault fault)
{
    static const char *const names[] = {
        [FORM_FINE] = "fine",         [FORM_MALFORMED] = "malformed", [FORM_NOT_UTF8] = "not_utf8",
        [FORM_TOO_LONG] = "too_long", [FORM_TWICE] = "twice",         [FORM_TOO_MANY] = "too_many",
        [FORM_FILE] = "file",
    };
    return names[fault];
}

static const struct field *declared(const struct form *f, struct str name)
{
    for (size_t i = 0; i < f->fields_len; i++)
        if (str_is(name, f->fields[i].name))
            return &f->fields[i];
    return NULL;
}

/* CRLF and CR become LF; in a copy, and only where there is a CR. */
static struct str fold_lines(struct arena *a, struct str s)
{
    char *at;
    size_t len = 0;

    if (s.len == 0 || !memchr(s.at, '\r', s.len))
        return s;
    at = arena_alloc(a, s.len, 1);
    if (!at)
        return (struct str){ NULL, 0 };
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '\r' && i + 1 < s.len && s.at[i + 1] == '\n')
            continue;
        at[len++] = s.at[i] == '\r' ? '\n' : s.at[i];
    }
    return (struct str){ at, len };
}

static bool make_room(struct form *f)
{
    size_t room = f->room ? f->room * 2 : 16;
    struct pair *pairs;

    if (f->len < f->room)
        return true;
    if (f->len >= FORM_PAIRS_MAX)
        return false;
    pairs = arena_grow(f->arena, f->pairs, f->room * sizeof *pairs, room * sizeof *pairs);
    if (!pairs)
        return false;
    f->pairs = pairs;
    f->room = room;
    return true;
}

static bool take_reserved(struct form *f, struct str name, struct str value)
{
    struct str *slot = str_is(name, "csrf") ? &f->csrf : str_is(name, "lang") ? &f->lang : NULL;
    size_t max = slot == &f->csrf ? FORM_CSRF_MAX : FORM_LANG_MAX;

    if (!slot)
        return false;
    if (value.len <= max && utf8_valid(value))
        *slot = value;
    return true;
}

void form_add(struct form *f, struct str name, struct str value)
{
    const struct field *field = declared(f, name);

    if (!field) {
        (void)take_reserved(f, name, value);
        return;
    }
    if (!utf8_valid(value)) {
        fail(f, FORM_NOT_UTF8, field->name);
        return;
    }
    value = fold_lines(f->arena, value);
    if (!value.at && value.len == 0)
        value = STR("");
    if (value.len > field->max) {
        fail(f, FORM_TOO_LONG, field->name);
        return;
    }
    for (size_t i = 0; i < f->len && field->kind != FIELD_MANY; i++)
        if (str_is(f->pairs[i].name, field->name)) {
            fail(f, FORM_TWICE, field->name);
            return;
        }
    if (!make_room(f)) {
        fail(f, FORM_TOO_MANY, field->name);
        return;
    }
    f->pairs[f->len++] = (struct pair){ str_of(field->name), value };
}

/* Tells apart, as percent_decode does not, a broken escape and bytes that are no text. */
static bool escapes_hold(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] == '%'
            && (s.len - i < 3 || !strchr("0123456789abcdefABCDEF", s.at[i + 1])
                || !strchr("0123456789abcdefABCDEF", s.at[i + 2]) || s.at[i + 1] == '\0'
                || s.at[i + 2] == '\0'))
            return false;
    return true;
}

void form_add_encoded(struct form *f, struct str name, struct str value)
{
    struct str n, v;

    if (!escapes_hold(name) || !escapes_hold(value)) {
        fail(f, FORM_MALFORMED, NULL);
        return;
    }
    if (!percent_decode(f->arena, name, &n) || !percent_decode(f->arena, value, &v)) {
        fail(f, FORM_NOT_UTF8, NULL);
        return;
    }
    form_add(f, n, v);
}

static bool plus_to_space(struct arena *a, struct str *s)
{
    char *at;

    if (s->len == 0 || !memchr(s->at, '+', s->len))
        return true;
    at = arena_alloc(a, s->len, 1);
    if (!at)
        return false;
    for (size_t i = 0; i < s->len; i++)
        at[i] = s->at[i] == '+' ? ' ' : s->at[i];
    s->at = at;
    return true;
}

void form_read(struct form *f, struct str body)
{
    struct str pair;
    size_t pairs = 0;

    while (f->fault == FORM_FINE && str_cut(&body, '&', &pair)) {
        size_t eq = str_find(pair, STR("="));
        struct str name = str_first(pair, eq), value = STR("");

        if (pair.len == 0)
            continue;
        if (++pairs > FORM_PAIRS_MAX) {
            fail(f, FORM_TOO_MANY, NULL);
            return;
        }
        if (eq != SIZE_MAX)
            value = str_from(pair, eq + 1);
        if (!plus_to_space(f->arena, &name) || !plus_to_space(f->arena, &value))
            fail(f, FORM_TOO_LONG, NULL);
        form_add_encoded(f, name, value);
    }
}

/* ---- multipart (RFC 7578): text fields, and small files of text ---- */

/* The value of a parameter of a header: boundary=x, name="x". Quoted values as browsers
 * write them: %22 for '"', no backslashes. */
static bool parameter(struct str header, const char *name, struct str *out)
{
    struct str part, rest = header;

    if (!str_cut(&rest, ';', &part))
        return false;
    while (rest.len > 0) {
        size_t eq = str_find(rest, STR("="));
        struct str key = str_trim(str_first(rest, eq));

        if (eq == SIZE_MAX)
            return false;
        rest = str_from(rest, eq + 1);
        if (rest.len > 0 && rest.at[0] == '"') {
            size_t end = str_find(str_from(rest, 1), STR("\""));

            if (end == SIZE_MAX)
                return false;
            part = str_first(str_from(rest, 1), end);
            rest = str_from(rest, end + 2);
            while (rest.len > 0 && (rest.at[0] == ';' || rest.at[0] == ' '))
                rest = str_from(rest, 1);
        } else if (!str_cut(&rest, ';', &part)) {
            part = STR("");
        }
        if (str_is(key, name)) {
            *out = str_trim(part);
            return true;
        }
    }
    return false;
}

static bool is_disposition(struct str line)
{
    static const char want[] = "content-disposition:";

    return line.len >= sizeof want - 1 && strncasecmp(line.at, want, sizeof want - 1) == 0;
}

/* The file's text where the field takes a file. A file that was not chosen has neither name nor
 * content, and is as if it were not there. */
static void add_file(struct form *f, struct str name, struct str file, struct str content)
{
    const struct field *field = declared(f, name);

    if (file.len == 0 && content.len == 0)
        return;
    if (!field || field->kind != FIELD_FILE)
        fail(f, FORM_FILE, NULL);
    else if (content.len > field->max || !utf8_valid(content))
        form_add(f, name, STR(FORM_NO_TEXT));
    else
        form_add(f, name, content);
}

static void add_part(struct form *f, struct str part)
{
    size_t blank = str_find(part, STR("\r\n\r\n"));
    struct str heads = str_first(part, blank), line, name = STR(""), file = STR("");
    bool named = false, has_file = false;

    if (blank == SIZE_MAX) {
        fail(f, FORM_MALFORMED, NULL);
        return;
    }
    while (heads.len > 0) {
        size_t end = str_find(heads, STR("\r\n"));

        line = str_first(heads, end);
        heads = end == SIZE_MAX ? STR("") : str_from(heads, end + 2);
        if (is_disposition(line)) {
            named = parameter(line, "name", &name);
            has_file = parameter(line, "filename", &file);
        }
    }
    if (!named)
        fail(f, FORM_MALFORMED, NULL);
    else if (has_file)
        add_file(f, name, file, str_from(part, blank + 4));
    else
        form_add(f, name, str_from(part, blank + 4));
}

void form_read_multipart(struct form *f, struct str body, struct str content_type)
{
    struct str boundary, mark, edge;
    size_t parts = 0, at;

    if (!parameter(content_type, "boundary", &boundary) || boundary.len == 0
        || boundary.len > 70) {
        fail(f, FORM_MALFORMED, NULL);
        return;
    }
    mark = arena_printf(f->arena, "\r\n--%.*s", STR_FMT(boundary));
    edge = str_from(mark, 2);
    if (!mark.at || !str_starts(body, edge)) {
        fail(f, FORM_MALFORMED, NULL);
        return;
    }
    body = str_from(body, edge.len);
    while (f->fault == FORM_FINE && !str_starts(body, STR("--"))) {
        at = str_find(body, mark);
        if (!str_starts(body, STR("\r\n")) || at == SIZE_MAX || ++parts > FORM_PAIRS_MAX) {
            fail(f, FORM_MALFORMED, NULL);
            return;
        }
        /* The CRLF before the mark is the mark's; an empty part is just that CRLF. */
        add_part(f, at == 0 ? STR("") : str_from(str_first(body, at), 2));
        body = str_from(body, at + mark.len);
    }
}
