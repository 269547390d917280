/* page_words: see the header. */
#include "page_words.h"
#include <string.h>

static bool space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

bool words_cut(struct str inside, struct words *out)
{
    size_t i = 0;

    out->len = 0;
    while (i < inside.len) {
        size_t from;
        while (i < inside.len && space(inside.at[i]))
            i++;
        from = i;
        while (i < inside.len && !space(inside.at[i]))
            i++;
        if (i == from)
            break;
        if (out->len == WORDS_MAX)
            return false;
        out->at[out->len++] = (struct str){ inside.at + from, i - from };
    }
    return true;
}

bool scope_has(const struct scope *scope, struct str name)
{
    for (size_t i = 0; i < scope->len; i++)
        if (str_eq(scope->names[i], name))
            return true;
    return false;
}

const char *path_fault(const struct scope *scope, struct str path)
{
    size_t i = 0, from;

    if (path.len && path.at[0] == '*')
        i++;
    for (from = i;; from = i) {
        struct str name;
        while (i < path.len && path.at[i] != '.' && path.at[i] != '-')
            i++;
        name = (struct str){ path.at + from, i - from };
        if (!c_identifier(name))
            return "not a field path such as p->title or row->head.name";
        if ((from == 0 || path.at[from - 1] == '*') && !scope_has(scope, name))
            return "a path begins with p or with the variable of an {{ each }} around it";
        if (i == path.len)
            return NULL;
        if (path.at[i] == '.')
            i++;
        else if (i + 1 < path.len && path.at[i + 1] == '>')
            i += 2;
        else
            return "not a field path such as p->title or row->head.name";
    }
}

void path_shape(struct str word, struct str *path, struct str *shape)
{
    size_t colon = str_find(word, STR(":"));

    *path = str_first(word, colon == SIZE_MAX ? word.len : colon);
    *shape = colon == SIZE_MAX ? STR("") : str_from(word, colon + 1);
}

const char *shape_fault(struct str shape)
{
    if (str_is(shape, "short") || str_is(shape, "time") || str_is(shape, "day")
        || str_is(shape, "plain"))
        return NULL;
    return "after the colon stands short, time, day or plain";
}

static bool number_or_enum(struct str s)
{
    bool digits = s.len > 0, capitals = s.len > 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if ((c < '0' || c > '9') && !(c == '-' && i == 0 && s.len > 1))
            digits = false;
        if (!(c >= 'A' && c <= 'Z') && c != '_' && (i == 0 || c < '0' || c > '9'))
            capitals = false;
    }
    return digits || capitals;
}

/* One comparison or truth, at words[*i]. */
static const char *term(
    const struct scope *scope, const struct words *w, size_t *i, struct buf *b)
{
    struct str path;
    const char *fault;
    bool equal;

    if (*i < w->len && str_is(w->at[*i], "not")) {
        buf_char(b, '!');
        (*i)++;
    }
    if (*i >= w->len)
        return "a condition is missing";
    path = w->at[(*i)++];
    if (str_is(path, "lang"))
        path = STR("o->lang");
    else if ((fault = path_fault(scope, path)) != NULL)
        return fault;
    equal = *i < w->len && str_is(w->at[*i], "==");
    if (!equal && !(*i < w->len && str_is(w->at[*i], "!="))) {
        buf_printf(b, "OUT_TRUE(%.*s)", STR_FMT(path));
        return NULL;
    }
    if (*i + 1 >= w->len || !number_or_enum(w->at[*i + 1]))
        return "compare with a number or an ENUM_NAME; other questions are answered in C";
    buf_printf(b, "(%.*s %s %.*s)", STR_FMT(path), equal ? "==" : "!=",
        STR_FMT(w->at[*i + 1]));
    *i += 2;
    return NULL;
}

const char *condition(const struct scope *scope, const struct words *w, size_t from, struct buf *b)
{
    size_t i = from;

    buf_char(b, '(');
    for (;;) {
        const char *fault = term(scope, w, &i, b);
        if (fault)
            return fault;
        if (i == w->len)
            break;
        if (str_is(w->at[i], "and"))
            buf_lit(b, " && ");
        else if (str_is(w->at[i], "or"))
            buf_lit(b, ") || (");
        else
            return "between conditions stands `and` or `or`";
        i++;
    }
    buf_char(b, ')');
    return NULL;
}
