/*
 * tidy: checks the tree against the rules of the house, as a test.
 *
 *     tidy ROOT
 *
 * Prints file:line, what is wrong and what to do, and exits 1; or says nothing
 * and exits 0. The rules are in tidy_rules.c. Not here: layout (clang-format),
 * texts without a reader or a translation (langc), anything a compiler says.
 */
#include "tidy.h"
#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_BYTES 1024

static void *must(void *at)
{
    if (!at) {
        fputs("tidy: out of memory\n", stderr);
        exit(2);
    }
    return at;
}

void tidy_fault(struct tree *t, const struct file *f, int line, const char *fmt, ...)
{
    va_list args;

    fprintf(stderr, "%s:%d: ", f->path, line);
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
    t->faults++;
}

int tidy_line_of(const struct file *f, const char *at)
{
    int line = 1;

    for (const char *p = f->text; p < at; p++)
        line += *p == '\n';
    return line;
}

bool path_has(const char *path, const char *folder)
{
    return strncmp(path, folder, strlen(folder)) == 0;
}

bool path_ends(const char *path, const char *ending)
{
    size_t len = strlen(path), tail = strlen(ending);

    return len >= tail && strcmp(path + len - tail, ending) == 0;
}

static bool is_c(const char *path)
{
    return path_ends(path, ".c") || path_ends(path, ".h");
}

/* Past a literal that begins at p; its inside becomes spaces. */
static char *blank_literal(char *p)
{
    char quote = *p++;

    while (*p && *p != quote && *p != '\n') {
        if (*p == '\\' && p[1] && p[1] != '\n')
            *p++ = ' ';
        if ((unsigned char)*p < 0x80) /* the ASCII rule looks into literals, not into comments */
            *p = ' ';
        p++;
    }
    return *p ? p + 1 : p;
}

static char *blank_comment(char *p, bool line)
{
    while (*p && !(line ? *p == '\n' : p[0] == '*' && p[1] == '/')) {
        if (*p != '\n')
            *p = ' ';
        p++;
    }
    if (!line && *p)
        p[0] = p[1] = ' ';
    return line || !*p ? p : p + 2;
}

/* A copy in which only code is left; every place keeps its offset. An include's "name" stays. */
static char *code_of(const char *text)
{
    char *code = must(strdup(text)), *p = code, *line = code;

    while (*p) {
        if (*p == '\n') {
            line = ++p;
        } else if (p[0] == '/' && (p[1] == '/' || p[1] == '*')) {
            bool to_end = p[1] == '/';
            p[0] = p[1] = ' ';
            p = blank_comment(p + 2, to_end);
        } else if (*p == '"' && strncmp(line, "#include", 8) == 0) {
            p += strcspn(p, "\n");
        } else if (*p == '"' || (*p == '\'' && (p == code || !isalnum((unsigned char)p[-1])))) {
            p = blank_literal(p);
        } else {
            p++;
        }
    }
    return code;
}

static void read_in(struct tree *t, const char *full, const char *path)
{
    FILE *in = fopen(full, "rb");
    struct stat st;

    if (!in || fstat(fileno(in), &st) != 0) {
        fprintf(stderr, "%s:1: cannot be read\n", path);
        t->faults++;
        if (in)
            fclose(in);
        return;
    }
    if (t->len == t->room) {
        t->room = t->room ? 2 * t->room : 256;
        t->files = must(realloc(t->files, t->room * sizeof *t->files));
    }
    struct file *f = &t->files[t->len++];
    *f = (struct file){ .path = must(strdup(path)), .text = must(malloc((size_t)st.st_size + 1)) };
    f->len = fread(f->text, 1, (size_t)st.st_size, in);
    f->text[f->len] = '\0';
    fclose(in);
    f->code = is_c(path) ? code_of(f->text) : NULL;
}

static bool is_ours(const char *name)
{
    static const char *const endings[] = { ".c", ".h", ".sql", ".page.html", ".po", "meson.build" };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (path_ends(name, endings[i]))
            return true;
    return false;
}

/* Depth first; what is hidden, built or installed from elsewhere is not ours. */
static void walk(struct tree *t, const char *root, const char *under)
{
    char full[PATH_BYTES], path[PATH_BYTES];
    struct stat st;

    snprintf(full, sizeof full, "%s/%s", root, under);
    DIR *folder = opendir(full);
    if (!folder)
        return;
    for (struct dirent *e = readdir(folder); e; e = readdir(folder)) {
        if (e->d_name[0] == '.' || strcmp(e->d_name, "node_modules") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", under, e->d_name);
        if (snprintf(full, sizeof full, "%s/%s", root, path) >= (int)sizeof full ||
            lstat(full, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode))
            walk(t, root, path);
        else if (S_ISREG(st.st_mode) && is_ours(e->d_name))
            read_in(t, full, path);
    }
    closedir(folder);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void check_file(struct tree *t, const struct file *f)
{
    if (!path_ends(f->path, ".po"))
        rule_layout(t, f);
    rule_wording(t, f);
    if (!f->code)
        return;
    rule_lengths(t, f);
    rule_module_comment(t, f);
    rule_includes(t, f);
    rule_banned(t, f);
    rule_globals(t, f);
}

int main(int argc, char **argv)
{
    static const char *const folders[] = { "src", "tools", "tests", "lang", "bench" };
    char build[PATH_BYTES];
    struct tree tree = { 0 };

    if (argc != 2) {
        fputs("usage: tidy ROOT\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        walk(&tree, argv[1], folders[i]);
    snprintf(build, sizeof build, "%s/meson.build", argv[1]);
    read_in(&tree, build, "meson.build");
    qsort(tree.files, tree.len, sizeof *tree.files, by_path);
    for (size_t i = 0; i < tree.len; i++)
        check_file(&tree, &tree.files[i]);
    rule_alive(&tree);
    rule_queries(&tree);
    for (size_t i = 0; i < tree.len; i++) {
        free(tree.files[i].path);
        free(tree.files[i].text);
        free(tree.files[i].code);
    }
    free(tree.files);
    if (tree.faults > 0)
        fprintf(stderr, "tidy: %d faults\n", tree.faults);
    return tree.faults > 0;
}
