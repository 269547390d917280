/* lang_used: see the header. */
#include "lang_used.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX (1u << 20)
#define DEPTH_MAX 16

struct found {
    struct arena *arena;
    struct str *words;
    size_t len;
};

void lang_upper(struct buf *b, struct str key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.at[i];
        buf_char(b, c == '.' ? '_' : c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
}

static bool word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
           || c == '.';
}

/* In C only T_... can name a text; in a template any word can. */
static bool take_words(struct found *f, struct str text, bool is_template)
{
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        struct str word;

        while (i < text.len && word_char(text.at[i]))
            i++;
        word = (struct str){ text.at + from, i - from };
        if (word.len == 0) {
            i++;
            continue;
        }
        if (!is_template && !str_starts(word, STR("T_")))
            continue;
        if (f->len == WORDS_MAX)
            return false;
        f->words[f->len++] = word;
    }
    return true;
}

static void dir_close(DIR **dir)
{
    if (*dir)
        (void)closedir(*dir);
}

static bool take_folder(struct found *f, const char *folder, int depth)
{
    AUTO(dir_close) DIR *dir = opendir(folder);
    struct dirent *entry;

    if (!dir || depth > DEPTH_MAX)
        return false;
    while ((entry = readdir(dir)) != NULL) {
        struct str name = str_of(entry->d_name), text;
        struct str path = arena_printf(f->arena, "%s/%s", folder, entry->d_name);
        bool is_template = str_ends(name, STR(".page.html"));

        if (entry->d_name[0] == '.' || !path.at)
            continue;
        if (entry->d_type == DT_DIR && !take_folder(f, path.at, depth + 1))
            return false;
        if (entry->d_type == DT_DIR
            || (!is_template && !str_ends(name, STR(".c")) && !str_ends(name, STR(".h"))))
            continue;
        if (!source_read(f->arena, path.at, &text) || !take_words(f, text, is_template))
            return false;
    }
    return true;
}

static int compare(const void *a, const void *b)
{
    const struct str *x = a, *y = b;

    return str_cmp(*x, *y);
}

static bool has(const struct found *f, struct str word)
{
    return f->len && bsearch(&word, f->words, f->len, sizeof word, compare) != NULL;
}

bool lang_all_used(struct arena *arena, const char *folder, const struct po *po,
    struct faults *faults)
{
    struct found f = { .arena = arena, .words = ARENA_ARRAY(arena, struct str, WORDS_MAX) };
    int before = faults->count;

    if (!f.words || !take_folder(&f, folder, 0)) {
        fault_at(faults, str_of(folder), 1, "the sources cannot be read");
        return false;
    }
    qsort(f.words, f.len, sizeof *f.words, compare);
    for (size_t i = 0; i < po->len; i++) {
        const struct po_entry *e = &po->entries[i];
        struct buf name = buf_in(arena, 256);

        buf_lit(&name, "T_");
        lang_upper(&name, e->key);
        if (!has(&f, buf_view(&name)) && !has(&f, e->key))
            fault_at(faults, e->file, e->line, "\"%.*s\" is used nowhere in %s: delete it from "
                "every language", STR_FMT(e->key), folder);
    }
    return faults->count == before;
}
