/*
 * langc: compiles the message catalogues (lang/id.po, ...) into C.
 *
 *   langc KEYS.h TABLE.c FILE.po...      writes both; the first language is the default, and
 *                                        one language may be in several files
 *   langc --unused FOLDER FILE.po...     fails if a key is used in none of the folder's sources
 *
 * A key missing in one language, or a hole that differs, fails the build.
 */
#include <stdio.h>
#include <string.h>
#include "lang_used.h"
#include "po.h"

static struct str emit_keys(struct arena *arena, const struct po *pos, size_t len)
{
    struct buf b = buf_in(arena, SOURCE_MAX);

    buf_lit(&b, "/* Made by tools/langc.c from lang/: do not edit. */\n#pragma once\n\n"
                "enum lang {\n");
    for (size_t i = 0; i < len; i++) {
        buf_lit(&b, "    LANG_");
        lang_upper(&b, pos[i].lang);
        buf_lit(&b, ",\n");
    }
    buf_lit(&b, "    LANG_COUNT\n};\n\nenum text_key {\n    T_NONE, /* the empty text */\n");
    for (size_t i = 0; i < pos[0].len; i++) {
        buf_lit(&b, "    T_");
        lang_upper(&b, pos[0].entries[i].key);
        buf_lit(&b, ",\n");
    }
    buf_lit(&b, "    T_COUNT\n};\n");
    return buf_end(&b);
}

static void emit_str(struct buf *b, struct str s)
{
    buf_lit(b, "{ \"");
    c_literal(b, s);
    buf_printf(b, "\", %zu }", s.len);
}

static struct str emit_table(struct arena *arena, const struct po *pos, size_t len)
{
    struct buf b = buf_in(arena, SOURCE_MAX);

    buf_lit(&b, "/* Made by tools/langc.c from lang/: do not edit. */\n#include \"page/text.h\"\n\n"
                "const struct str lang_codes[LANG_COUNT] = {\n");
    for (size_t i = 0; i < len; i++) {
        buf_lit(&b, "    ");
        emit_str(&b, pos[i].lang);
        buf_lit(&b, ",\n");
    }
    buf_lit(&b, "};\n\nconst struct str text_key_names[T_COUNT] = {\n    { \"\", 0 },\n");
    for (size_t i = 0; i < pos[0].len; i++) {
        buf_lit(&b, "    ");
        emit_str(&b, pos[0].entries[i].key);
        buf_lit(&b, ",\n");
    }
    buf_lit(&b, "};\n\nconst struct text_row text_table[LANG_COUNT][T_COUNT] = {\n");
    for (size_t i = 0; i < len; i++) {
        buf_lit(&b, "    {\n        { { \"\", 0 }, false },\n");
        for (size_t k = 0; k < pos[0].len; k++) {
            struct str text = po_find(&pos[i], pos[0].entries[k].key)->text;
            buf_lit(&b, "        { ");
            emit_str(&b, text);
            buf_lit(&b, po_holes_of(text).len ? ", true },\n" : ", false },\n");
        }
        buf_lit(&b, "    },\n");
    }
    buf_lit(&b, "};\n");
    return buf_end(&b);
}

/* *len: the files, then the languages. */
static bool read_all(struct arena *arena, char **paths, size_t *len, struct po *pos,
    struct faults *faults)
{
    bool fine = true;

    for (size_t i = 0; i < *len; i++) {
        struct str text;
        fine = source_read(arena, paths[i], &text)
               && po_read(arena, str_of(paths[i]), text, &pos[i], faults) && fine;
    }
    return fine && po_join(arena, pos, len, faults) && po_agree(pos, *len, faults);
}

static bool run(struct arena *arena, char **argv, size_t len, struct faults *faults)
{
    struct po *pos = ARENA_ARRAY(arena, struct po, len);

    if (!pos || !read_all(arena, argv + 3, &len, pos, faults))
        return false;
    if (strcmp(argv[1], "--unused") == 0)
        return lang_all_used(arena, argv[2], &pos[0], faults);
    return source_write(argv[1], emit_keys(arena, pos, len))
           && source_write(argv[2], emit_table(arena, pos, len));
}

static void arena_release(struct arena **arena)
{
    arena_free(*arena);
}

int main(int argc, char **argv)
{
    AUTO(arena_release) struct arena *arena = arena_new(256u << 20);
    struct buf told;
    struct faults faults = { .out = &told };
    bool fine;

    if (!arena || argc < 4) {
        (void)fprintf(stderr, "usage: langc KEYS.h TABLE.c FILE.po...\n"
                              "       langc --unused FOLDER FILE.po...\n");
        return 2;
    }
    told = buf_in(arena, 1u << 20);
    fine = run(arena, argv, (size_t)argc - 3, &faults);
    (void)fwrite(buf_view(&told).at, 1, told.len, stderr);
    return fine ? 0 : 1;
}
