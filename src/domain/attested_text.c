/* attested_text: the table of attested numbers as its one text, and back. */
#include "domain/attested.h"
#include "base/buf.h"
#include <string.h>

static bool code_fine(struct str code)
{
    for (size_t i = 0; i < code.len; i++) {
        char c = code.at[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '.')
            return false;
    }
    return code.len > 0 && code.len < ATTESTED_CODE_MAX;
}

enum err attested_write(struct cx *cx, const struct attested_table *t, struct str *out)
{
    struct buf b = buf_in(cx->arena, ATTESTED_TEXT_MAX);
    struct str day = day_text(cx->arena, t->day), text;

    if (!day_known(t->day) || t->len > ATTESTED_CELLS_MAX)
        return FAIL(cx, ERR_INVALID, "attested numbers of no day");
    buf_printf(&b, "posko-attested/v1\nday %.*s\ncases %llu\n", STR_FMT(day),
               (unsigned long long)t->cases);
    for (size_t i = 0; i < t->len; i++) {
        if (!code_fine(str_of(t->cells[i].code)))
            return FAIL(cx, ERR_INVALID, "code of an attested number");
        buf_printf(&b, "%s %s %llu\n", attested_dimension_name(t->cells[i].of), t->cells[i].code,
                   (unsigned long long)t->cells[i].count);
    }
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "attested numbers");
    *out = text;
    return OK;
}

static bool cell_read(struct str line, struct attested_cell *out)
{
    struct attested_cell c = { .of = ATTESTED_DIMENSIONS };
    struct str dimension, code;

    if (!str_cut(&line, ' ', &dimension) || !str_cut(&line, ' ', &code) || !code_fine(code)
        || !str_to_u64(line, &c.count))
        return false;
    for (int d = 0; d < ATTESTED_DIMENSIONS; d++)
        if (str_is(dimension, attested_dimension_name((enum attested_dimension)d)))
            c.of = (enum attested_dimension)d;
    memcpy(c.code, code.at, code.len);
    *out = c;
    return c.of != ATTESTED_DIMENSIONS;
}

static bool before(const struct attested_cell *a, const struct attested_cell *b)
{
    return a->of != b->of ? a->of < b->of : strcmp(a->code, b->code) < 0;
}

static bool lines_read(struct str text, struct attested_table *t)
{
    struct str line;

    if (!str_cut(&text, '\n', &line) || !str_is(line, "posko-attested/v1")
        || !str_cut(&text, '\n', &line) || !str_starts(line, STR("day "))
        || !day_parse(str_from(line, 4), &t->day) || !str_cut(&text, '\n', &line)
        || !str_starts(line, STR("cases ")) || !str_to_u64(str_from(line, 6), &t->cases))
        return false;
    while (text.len > 0) {
        if (t->len == ATTESTED_CELLS_MAX || !str_cut(&text, '\n', &line)
            || !cell_read(line, &t->cells[t->len])
            || (t->len > 0 && !before(&t->cells[t->len - 1], &t->cells[t->len])))
            return false;
        t->len++;
    }
    return true;
}

enum err attested_parse(struct cx *cx, struct str text, struct attested_table *out)
{
    struct attested_table *t = ARENA_NEW(cx->arena, struct attested_table);
    struct str again;

    if (!t)
        return FAIL(cx, ERR_TOO_LARGE, "attested numbers");
    if (text.len > ATTESTED_TEXT_MAX || !lines_read(text, t))
        return FAIL(cx, ERR_INVALID, "not a table of attested numbers");
    TRY(attested_write(cx, t, &again));
    if (!str_eq(text, again))
        return FAIL(cx, ERR_INVALID, "not a table of attested numbers as it is written");
    *out = *t;
    return OK;
}
