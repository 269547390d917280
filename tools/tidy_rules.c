/*
 * tidy_rules: the rules that a compiler does not know (style.md 2.2 to 2.13).
 */
#include "tidy.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define COLUMNS_MAX 100
#define FUNCTION_LINES_MAX 60
#define FILE_LINES_MAX 500

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The next place at or after `at` where the word stands by itself, or NULL. */
static const char *find_word(const char *start, const char *at, const char *word)
{
    size_t len = strlen(word);

    for (const char *p = strstr(at, word); p; p = strstr(p + 1, word))
        if ((p == start || !word_char(p[-1])) && !word_char(p[len]))
            return p;
    return NULL;
}

/* Columns of a line as a person counts them: UTF-8 continuation bytes are none. */
static int columns_of(const char *at, size_t len)
{
    int columns = 0;

    for (size_t i = 0; i < len; i++)
        columns += ((unsigned char)at[i] & 0xc0) != 0x80;
    return columns;
}

static void check_line(struct tree *t, const struct file *f, const char *at, size_t len, int line)
{
    bool page = path_ends(f->path, ".html") || path_ends(f->path, "meson.build");

    if (!page && columns_of(at, len) > COLUMNS_MAX)
        tidy_fault(t, f, line, "%d columns; break the line at %d", columns_of(at, len),
                   COLUMNS_MAX);
    if (memchr(at, '\t', len))
        tidy_fault(t, f, line, "a tab; indent with spaces");
    if (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\r'))
        tidy_fault(t, f, line, "white space at the end of the line; remove it");
    const char *code = f->code && !path_has(f->path, "tests/") ? f->code + (at - f->text) : NULL;
    for (size_t i = 0; i < len && code; i++)
        if ((unsigned char)code[i] >= 0x80) {
            tidy_fault(t, f, line, "not ASCII; texts for people belong in lang/*.po");
            break;
        }
}

void rule_layout(struct tree *t, const struct file *f)
{
    static const char *const leftovers[] = { "TO" "DO", "FIX" "ME", "XX" "X" };
    const char *at = f->text;

    for (int line = 1; *at; line++) {
        size_t len = strcspn(at, "\n");

        check_line(t, f, at, len, line);
        at += len;
        if (!*at)
            tidy_fault(t, f, line, "the last line has no end; add a newline");
        at += *at == '\n';
    }
    for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers; i++)
        for (const char *p = find_word(f->text, f->text, leftovers[i]); p;
             p = find_word(f->text, p + 1, leftovers[i]))
            if (p[strlen(leftovers[i])] != '-' && (p == f->text || p[-1] != '-'))
                tidy_fault(t, f, tidy_line_of(f, p), "%s; do it, or open an issue", leftovers[i]);
}

void rule_lengths(struct tree *t, const struct file *f)
{
    int line = 1, began = 0;

    for (const char *at = f->code; *at; line++) {
        if (at[0] == '{' && (at[1] == '\n' || at[1] == '\0'))
            began = line;
        if (at[0] == '}' && at[1] == '\n' && began > 0) {
            if (line - began + 1 > FUNCTION_LINES_MAX)
                tidy_fault(t, f, began, "a function of %d lines; split it (at most %d)",
                           line - began + 1, FUNCTION_LINES_MAX);
            began = 0;
        }
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    if (line - 1 > FILE_LINES_MAX)
        tidy_fault(t, f, FILE_LINES_MAX + 1, "%d lines; split the file (at most %d)", line - 1,
                   FILE_LINES_MAX);
}

void rule_module_comment(struct tree *t, const struct file *f)
{
    const char *end = strstr(f->text, "*/");

    if (strncmp(f->text, "/*", 2) != 0 || !end || end - f->text < 16)
        tidy_fault(t, f, 1, "no module comment; begin with '/*', ' * name: what it is and is not'");
}

/* "layer: may include", the picture of ARCHITECTURE.md. */
static const struct layer {
    const char *folder, *may; /* may: folders or single headers */
} layers[] = {
    { "src/base/", "base/" },
    { "src/domain/", "domain/ base/" },
    { "src/tlog/", "tlog/ base/" },
    { "src/vault/", "vault/ base/" },
    { "src/store/", "store/ domain/ base/" },
    { "src/page/", "page/ domain/ base/" },
    { "src/signer/", "signer/ tlog/ base/" },
    { "src/witness/", "witness/ tlog/ domain/ base/" },
    { "src/action/", "action/ store/ domain/ vault/ signer/ tlog/ base/" },
    { "src/web/", "web/ action/ page/ domain/ vault/ tlog/ base/ store/db.h" },
    { "src/cli/", "cli/ web/ action/ page/ store/ domain/ vault/ signer/ witness/ tlog/ base/" },
};

/* Libraries that only their one door may know. */
static const struct door {
    const char *header, *home;
} doors[] = {
    { "<microhttpd.h>", "src/web/http" },
    { "<sqlite3.h>", "src/store/sqlite" },
    { "<cyaml/cyaml.h>", "src/store/rulebook" },
};

/* True if the list (words apart by spaces) has a word that `at` begins with. */
static bool begins_with_one(const char *list, const char *at)
{
    while (*list) {
        size_t len = strcspn(list, " ");

        if (strncmp(list, at, len) == 0)
            return true;
        list += len;
        list += strspn(list, " ");
    }
    return false;
}

static void check_include(struct tree *t, const struct file *f, const char *name, int line)
{
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        const struct layer *l = &layers[i];
        const char *slash = strchr(name, '/'), *end = strchr(name + 1, '"');

        if (name[0] == '"' && path_has(f->path, l->folder) && slash && end && slash < end &&
            !begins_with_one(l->may, name + 1))
            tidy_fault(t, f, line, "%.*s is above or beside this layer; it may include %s",
                       (int)(end - name + 1), name, l->may);
    }
    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++)
        if (path_has(name, doors[i].header) && path_has(f->path, "src/") &&
            !begins_with_one(doors[i].home, f->path))
            tidy_fault(t, f, line, "only %s* knows %s; call that", doors[i].home,
                       doors[i].header);
}

void rule_includes(struct tree *t, const struct file *f)
{
    int line = 1;

    for (const char *at = f->code; *at; line++) {
        if (path_has(at, "#include "))
            check_include(t, f, at + strlen("#include "), line);
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
}

static const struct banned {
    const char *word, *instead;
    const char *where; /* where it is banned; NULL: everywhere */
    const char *save;  /* and where it is not */
} banned[] = {
    { "strcpy", "use a str, or snprintf", NULL, "" },
    { "strcat", "use a buf", NULL, "" },
    { "sprintf", "use snprintf or arena_printf", NULL, "" },
    { "vsprintf", "use vsnprintf", NULL, "" },
    { "strtok", "use str_cut", NULL, "" },
    { "atoi", "use str_to_i64", NULL, "" },
    { "gmtime", "use day_at and time_at", NULL, "" },
    { "localtime", "use day_at and time_at", NULL, "" },
    { "mktemp", "use mkstemp", NULL, "" },
    { "gets", "use fgets", NULL, "" },
    { "malloc", "use the arena", "src/", "src/base/ src/store/sqlite src/web/http" },
    { "calloc", "use the arena", "src/", "src/base/ src/store/sqlite src/web/http" },
    { "realloc", "use the arena", "src/", "src/base/ src/store/sqlite src/web/http" },
    { "strdup", "use arena_copy", "src/", "src/base/ src/store/sqlite src/web/http" },
    { "free", "use the arena", "src/", "src/base/ src/store/sqlite src/web/http" },
    { "typedef", "say struct or enum", "src/", "" },
    { "__attribute__", "give it a name in base/attr.h", "src/", "src/base/attr.h" },
    { "rand", "take chance as an argument (cx->random)", "src/", "" },
    { "time", "take the time as an argument (cx->now_us)", "src/", "src/base/" },
};

void rule_banned(struct tree *t, const struct file *f)
{
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++) {
        const struct banned *b = &banned[i];
        bool is_call = strcmp(b->word, "typedef") != 0;

        if ((b->where && !path_has(f->path, b->where)) || begins_with_one(b->save, f->path))
            continue;
        for (const char *p = find_word(f->code, f->code, b->word); p;
             p = find_word(f->code, p + 1, b->word)) {
            bool member = p > f->code && (p[-1] == '.' || p[-1] == '>');

            if (!member && (!is_call || p[strlen(b->word)] == '('))
                tidy_fault(t, f, tidy_line_of(f, f->text + (p - f->code)), "%s is banned; %s",
                           b->word, b->instead);
        }
    }
}

/* A file-wide variable that can change: "static" at the margin, no const, no parameters. */
static bool is_global(const char *at, size_t len)
{
    size_t end = 0;

    if (len < 7 || strncmp(at, "static ", 7) != 0)
        return false;
    while (end < len && at[end] != '=' && at[end] != ';' && at[end] != '(')
        end++;
    if (end == len || at[end] == '(')
        return false;
    for (size_t i = 0; i + 5 <= end; i++)
        if (strncmp(at + i, "const", 5) == 0)
            return false;
    return true;
}

void rule_globals(struct tree *t, const struct file *f)
{
    int line = 1;

    if (!path_has(f->path, "src/"))
        return;
    for (const char *at = f->code; *at; line++) {
        size_t len = strcspn(at, "\n");

        if (is_global(at, len))
            tidy_fault(t, f, line, "a variable for the whole file; hand it in, or make it const");
        at += len;
        at += *at == '\n';
    }
}

/* Words of officialese, and words that judge before the law has (ux.md 1.4). */
static void check_words(struct tree *t, const struct file *f, const char *at, size_t len, int line)
{
    static const char *const words[] = { "terkait", "dalam rangka", "oknum", "pelaku" };

    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        size_t word = strlen(words[w]);

        for (size_t i = 0; i + word <= len; i++) {
            bool begins = i == 0 || !isalpha((unsigned char)at[i - 1]);
            const char *after = at + i + word;
            bool ends = !isalpha((unsigned char)*after) || strncasecmp(after, "nya", 3) == 0;

            if (begins && ends && strncasecmp(at + i, words[w], word) == 0)
                tidy_fault(t, f, line, "'%s'; say who or what, plainly (ux.md 1.4)", words[w]);
        }
    }
}

void rule_wording(struct tree *t, const struct file *f)
{
    bool page = path_ends(f->path, ".page.html");
    bool texts = path_has(f->path, "lang/") && path_ends(f->path, "id.po");
    int line = 1;

    if (!page && !texts)
        return;
    for (const char *at = f->text; *at; line++) {
        size_t len = strcspn(at, "\n");

        if (page || *at == '"' || path_has(at, "msgstr"))
            check_words(t, f, at, len, line);
        at += len;
        at += *at == '\n';
    }
}

static bool any_has(const struct tree *t, const char *ending, const char *folder, const char *word)
{
    for (size_t i = 0; i < t->len; i++) {
        const struct file *f = &t->files[i];
        const char *text = f->code ? f->code : f->text;

        if (path_has(f->path, folder) && path_ends(f->path, ending) &&
            find_word(text, text, word))
            return true;
    }
    return false;
}

/* Named by a meson.build: by its name, or in the same folder by what is between "test_" and
 * ".c" in a list that a foreach walks. */
void rule_alive(struct tree *t)
{
    for (size_t i = 0; i < t->len; i++) {
        const struct file *f = &t->files[i];
        const char *name = strrchr(f->path, '/') ? strrchr(f->path, '/') + 1 : f->path;
        const char *rest = strchr(name, '_') ? strchr(name, '_') + 1 : name;
        char quoted[256], folder[256];

        if (!path_ends(f->path, ".c") && !path_ends(f->path, ".sql"))
            continue;
        snprintf(quoted, sizeof quoted, "'%.*s'", (int)strcspn(rest, "."), rest);
        snprintf(folder, sizeof folder, "%.*s", (int)(name - f->path), f->path);
        bool listed = any_has(t, "meson.build", "", name);
        for (size_t j = 0; j < t->len && !listed; j++)
            listed = path_has(t->files[j].path, folder) &&
                     path_ends(t->files[j].path, "meson.build") &&
                     strstr(t->files[j].text, quoted);
        if (!listed)
            tidy_fault(t, f, 1, "no meson.build names it; list it there or delete it");
    }
}

void rule_queries(struct tree *t)
{
    for (size_t i = 0; i < t->len; i++) {
        const struct file *f = &t->files[i];

        if (!path_has(f->path, "src/store/") || !path_ends(f->path, ".sql"))
            continue;
        for (const char *p = strstr(f->text, "-- name: "); p; p = strstr(p + 1, "-- name: ")) {
            const char *name = p + strlen("-- name: ");
            size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
            char word[128] = "Q_";

            for (size_t k = 0; k < len && k + 3 < sizeof word; k++)
                word[k + 2] = (char)toupper((unsigned char)name[k]);
            if (!any_has(t, ".c", "src/store/", word))
                tidy_fault(t, f, tidy_line_of(f, p), "nobody runs this query; delete it");
        }
    }
}
