/*
 * sqlc: turns named queries in .sql files into an enum and a table, at build time.
 *
 *     sqlc OUT.h OUT.c FILE.sql...
 *
 * A block begins with `-- name: report_move` and runs to the next; comments
 * are for people and do not reach the program. `-- name: report_move postgres`
 * gives that engine its own text. A file called NNNN_word.ENGINE.sql is a
 * migration and is embedded whole. Refused, with file and line: a name twice,
 * an empty query, two statements in one, gaps in $1 $2 ..., another engine's
 * way of writing parameters, a literal with '%' in it (a value pasted in),
 * SELECT *. It is not part of the program and may end at the first fault.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUERIES_MAX 1000
#define MIGRATIONS_MAX 500
#define PARAMS_MAX 64
#define NAME_MAX_LEN 60

enum engine { SQLITE, POSTGRES, ENGINE_COUNT };

static const char *const engine_names[ENGINE_COUNT] = { "sqlite", "postgres" };

struct text {
    char *at; /* without comments, white space folded, no closing ';' */
    int params;
};

struct query {
    char name[NAME_MAX_LEN + 1];
    struct text texts[ENGINE_COUNT]; /* [SQLITE] is also the common one */
    const char *file;
    int line;
};

struct migration {
    int number;
    enum engine engine;
    const char *file;
    char *sql;
};

struct all {
    struct query queries[QUERIES_MAX];
    size_t queries_len;
    struct migration migrations[MIGRATIONS_MAX];
    size_t migrations_len;
};

static void die(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4), noreturn));

static void die(const char *file, int line, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    fprintf(stderr, "%s:%d: error: ", file, line);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

/* Held to the end: the program lives for one set of files. */
struct held {
    struct held *older;
    _Alignas(16) char at[];
};
static struct held *held;

static void *must_alloc(size_t len)
{
    struct held *h = calloc(1, sizeof *h + len);

    if (!h)
        die("sqlc", 0, "out of memory");
    h->older = held;
    held = h;
    return h->at;
}

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    long len;

    if (!f || fseek(f, 0, SEEK_END) != 0 || (len = ftell(f)) < 0 || fseek(f, 0, SEEK_SET) != 0)
        die(path, 1, "%s", strerror(errno));
    char *at = must_alloc((size_t)len + 1);
    if (fread(at, 1, (size_t)len, f) != (size_t)len)
        die(path, 1, "cannot be read");
    fclose(f);
    if (strlen(at) != (size_t)len)
        die(path, 1, "holds a NUL byte");
    return at;
}

/* The path as a reader of the tree knows it, not as this machine does. */
static const char *shown(const char *path)
{
    const char *at = strstr(path, "src/");

    for (const char *next = at; next; next = strstr(next + 1, "src/"))
        at = next;
    return at ? at : path;
}

/* What is being read: a cursor over one block's text. */
struct scan {
    const char *file, *at, *end;
    int line;
    char *out; /* where the folded text grows */
    size_t out_len;
    char word[32], before[32]; /* the two latest tokens, in lower case */
    bool seen[PARAMS_MAX + 1];
    int highest;
    bool closed; /* the ';' has been read */
};

static void token_is(struct scan *s, const char *at, size_t len)
{
    memcpy(s->before, s->word, sizeof s->before);
    if (len > sizeof s->word - 1)
        len = sizeof s->word - 1;
    for (size_t i = 0; i < len; i++)
        s->word[i] = (char)tolower((unsigned char)at[i]);
    s->word[len] = '\0';
}

static void keep(struct scan *s, size_t len)
{
    if (s->closed)
        die(s->file, s->line, "two statements in one query; give each a name");
    memcpy(s->out + s->out_len, s->at, len);
    s->out_len += len;
    s->at += len;
}

/* 'text' or "name"; a doubled quote stands for itself. */
static void scan_quoted(struct scan *s)
{
    char quote = *s->at;
    const char *p = s->at + 1;

    for (;; p++) {
        if (p == s->end || *p == '\n')
            die(s->file, s->line, "unclosed %c", quote);
        if (*p == '%')
            die(s->file, s->line, "'%%' in a literal looks like a value pasted in; bind it as $n");
        if (*p != quote)
            continue;
        if (p + 1 == s->end || p[1] != quote)
            break;
        p++;
    }
    token_is(s, "'", 1);
    keep(s, (size_t)(p + 1 - s->at));
}

static void scan_param(struct scan *s)
{
    char *end;
    long n = strtol(s->at + 1, &end, 10);

    if (!isdigit((unsigned char)s->at[1]) || n < 1 || n > PARAMS_MAX)
        die(s->file, s->line, "parameters are $1 to $%d", PARAMS_MAX);
    s->seen[n] = true;
    if (n > s->highest)
        s->highest = (int)n;
    token_is(s, "$", 1);
    keep(s, (size_t)(end - s->at));
}

static void scan_star(struct scan *s)
{
    static const char *const all_columns_after[] = { "select", "distinct", "all", ".", ",",
                                                     "returning" };

    for (size_t i = 0; i < sizeof all_columns_after / sizeof *all_columns_after; i++)
        if (strcmp(s->word, all_columns_after[i]) == 0)
            die(s->file, s->line, "name the columns: '*' changes when the table does");
    token_is(s, "*", 1);
    keep(s, 1);
}

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void scan_token(struct scan *s)
{
    size_t len = 0;

    if (*s->at == '\'' || *s->at == '"') {
        scan_quoted(s);
    } else if (*s->at == '$') {
        scan_param(s);
    } else if (*s->at == '*') {
        scan_star(s);
    } else if (strchr("?@%`#\\", *s->at) || (*s->at == ':' && s->at[1] != ':')) {
        die(s->file, s->line, "'%c' does not belong in a query; parameters are $1, $2 ...", *s->at);
    } else if (*s->at == ';') {
        s->closed = true;
        s->at++;
    } else if (word_char(*s->at)) {
        while (s->at + len < s->end && word_char(s->at[len]))
            len++;
        token_is(s, s->at, len);
        keep(s, len);
    } else {
        len = *s->at == ':' ? 2 : 1; /* a cast, a::b */
        token_is(s, s->at, 1);
        keep(s, len);
    }
}

/* Folds one block; *at moves past it, to the next `-- name:` or the end. */
static struct text scan_block(const char *file, int *line, const char **at)
{
    struct scan s = { .file = file, .at = *at, .end = *at + strlen(*at), .line = *line };

    s.out = must_alloc((size_t)(s.end - s.at) + 1);
    while (s.at < s.end) {
        if (s.at[0] == '-' && s.at[1] == '-') {
            if (strncmp(s.at, "-- name:", 8) == 0)
                break;
            while (s.at < s.end && *s.at != '\n')
                s.at++;
        } else if (isspace((unsigned char)*s.at)) {
            s.line += *s.at++ == '\n';
            if (s.out_len > 0 && s.out[s.out_len - 1] != ' ')
                s.out[s.out_len++] = ' ';
        } else {
            scan_token(&s);
        }
    }
    while (s.out_len > 0 && s.out[s.out_len - 1] == ' ')
        s.out_len--;
    s.out[s.out_len] = '\0';
    if (s.out_len == 0)
        die(file, *line, "this query is empty");
    for (int n = 1; n <= s.highest; n++)
        if (!s.seen[n])
            die(file, *line, "$%d is used but $%d is not", s.highest, n);
    *line = s.line;
    *at = s.at;
    return (struct text){ .at = s.out, .params = s.highest };
}

/* "-- name: report_move postgres" into its parts. */
static enum engine read_name(const char *file, int line, const char *at, char *name, bool *own)
{
    char engine[NAME_MAX_LEN + 1] = "", rest[2] = "";
    size_t len = strcspn(at, "\n");
    char *copy = must_alloc(len + 1);

    memcpy(copy, at, len);
    int fields = sscanf(copy, "-- name: %60[a-z0-9_]%*[ ]%60[a-z]%1s", name, engine, rest);
    if (fields < 1)
        die(file, line, "say '-- name: noun_verb' or '-- name: noun_verb engine'");
    *own = fields > 1;
    if (fields == 1)
        return SQLITE;
    for (int e = 0; e < ENGINE_COUNT && fields == 2; e++)
        if (strcmp(engine, engine_names[e]) == 0)
            return (enum engine)e;
    die(file, line, "unknown engine '%s%s'", engine, rest);
}

static struct query *find(struct all *all, const char *name)
{
    for (size_t i = 0; i < all->queries_len; i++)
        if (strcmp(all->queries[i].name, name) == 0)
            return &all->queries[i];
    return NULL;
}

static void keep_query(struct all *all, const char *file, int line, const char *name,
                       enum engine engine, bool own, struct text text)
{
    struct query *query = find(all, name);

    if (query && (!own || engine == SQLITE || query->texts[engine].at))
        die(file, line, "%s is also at %s:%d", name, query->file, query->line);
    if (!query && own)
        die(file, line, "%s has no text for every engine before this one", name);
    if (!query) {
        if (all->queries_len == QUERIES_MAX)
            die(file, line, "more than %d queries", QUERIES_MAX);
        query = &all->queries[all->queries_len++];
        query->file = file;
        query->line = line;
        snprintf(query->name, sizeof query->name, "%s", name);
    } else if (text.params != query->texts[SQLITE].params) {
        die(file, line, "%s takes %d parameters at %s:%d but %d here", name,
            query->texts[SQLITE].params, query->file, query->line, text.params);
    }
    query->texts[engine] = text;
}

static void read_queries(struct all *all, const char *file)
{
    const char *at = read_file(file);
    int line = 1;

    while (*at) {
        if (strncmp(at, "-- name:", 8) == 0) {
            char name[NAME_MAX_LEN + 1] = "";
            bool own = false;
            int first = line;
            enum engine engine = read_name(file, line, at, name, &own);

            at += strcspn(at, "\n");
            keep_query(all, file, first, name, engine, own, scan_block(file, &line, &at));
            continue;
        }
        if (!isspace((unsigned char)*at) && strncmp(at, "--", 2) != 0)
            die(file, line, "SQL before the first '-- name:'");
        at += strcspn(at, "\n");
        line += *at == '\n';
        at += *at == '\n';
    }
}

/* True if the file's name is a migration's: NNNN_word.ENGINE.sql */
static bool is_migration(const char *file, struct migration *out)
{
    const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
    char engine[16] = "";

    if (sscanf(base, "%4d_%*[a-z0-9_].%15[a-z].sql", &out->number, engine) != 2)
        return false;
    for (int e = 0; e < ENGINE_COUNT; e++)
        if (strcmp(engine, engine_names[e]) == 0) {
            out->engine = (enum engine)e;
            out->file = file;
            return true;
        }
    die(file, 1, "unknown engine '%s'", engine);
}

static int migration_order(const void *a, const void *b)
{
    const struct migration *x = a, *y = b;

    return x->engine != y->engine ? (int)x->engine - (int)y->engine : x->number - y->number;
}

static void check_migrations(struct all *all)
{
    int expected = 1;

    qsort(all->migrations, all->migrations_len, sizeof *all->migrations, migration_order);
    for (size_t i = 0; i < all->migrations_len; i++) {
        const struct migration *m = &all->migrations[i];

        if (i > 0 && m[-1].engine != m->engine)
            expected = 1;
        if (m->number != expected)
            die(m->file, 1, "migrations are numbered 1, 2, 3 ...; expected %04d", expected);
        expected++;
    }
}

/* A C string literal, one source line per line of text. */
static void print_literal(FILE *out, const char *text)
{
    fputs("\n        \"", out);
    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            fputs(p[1] ? "\\n\"\n        \"" : "\\n", out);
        else if (*p == '"' || *p == '\\')
            fprintf(out, "\\%c", *p);
        else if ((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7f)
            fprintf(out, "\\%03o", (unsigned char)*p);
        else
            fputc(*p, out);
    }
    fputc('"', out);
}

static void print_upper(FILE *out, const char *name)
{
    for (; *name; name++)
        fputc(toupper((unsigned char)*name), out);
}

static void print_header(FILE *out, const struct all *all)
{
    fputs("/*\n * queries: generated by tools/sqlc from src/store; do not edit.\n */\n"
          "#pragma once\n#include <stddef.h>\n\n"
          "enum engine { ENGINE_SQLITE, ENGINE_POSTGRES, ENGINE_COUNT };\n\n"
          "enum query {\n", out);
    for (size_t i = 0; i < all->queries_len; i++) {
        fputs("    Q_", out);
        print_upper(out, all->queries[i].name);
        fprintf(out, ", /* %s:%d */\n", shown(all->queries[i].file), all->queries[i].line);
    }
    fputs("    QUERY_COUNT\n};\n\n"
          "struct query_text {\n"
          "    const char *name, *sql[ENGINE_COUNT]; /* sql[e] NULL: as ENGINE_SQLITE's */\n"
          "    int params;                           /* the highest $n */\n"
          "    const char *file;\n"
          "    int line;\n"
          "};\n\n"
          "struct migration {\n"
          "    int number; /* 1, 2, 3 ... for each engine */\n"
          "    enum engine engine;\n"
          "    const char *file, *sql;\n"
          "};\n\n"
          "extern const struct query_text query_texts[QUERY_COUNT + 1];\n"
          "extern const struct migration migrations[];\n"
          "extern const size_t migrations_len;\n", out);
}

static void print_source(FILE *out, const struct all *all)
{
    fputs("/*\n * queries: generated by tools/sqlc from src/store; do not edit.\n */\n"
          "#include \"store/queries.h\"\n\n"
          "const struct query_text query_texts[QUERY_COUNT + 1] = {\n", out);
    for (size_t i = 0; i < all->queries_len; i++) {
        const struct query *q = &all->queries[i];

        fprintf(out, "    { \"%s\", {", q->name);
        for (int e = 0; e < ENGINE_COUNT; e++) {
            if (q->texts[e].at)
                print_literal(out, q->texts[e].at);
            else
                fputs(" NULL", out);
            fputs(e + 1 < ENGINE_COUNT ? "," : " },\n", out);
        }
        fprintf(out, "      %d, \"%s\", %d },\n", q->texts[SQLITE].params, shown(q->file), q->line);
    }
    fputs("    { NULL, { NULL, NULL }, 0, NULL, 0 },\n};\n\n"
          "const struct migration migrations[] = {\n", out);
    for (size_t i = 0; i < all->migrations_len; i++) {
        const struct migration *m = &all->migrations[i];

        fprintf(out, "    { %d, %s, \"%s\",", m->number,
                m->engine == SQLITE ? "ENGINE_SQLITE" : "ENGINE_POSTGRES", shown(m->file));
        print_literal(out, m->sql);
        fputs(" },\n", out);
    }
    fprintf(out, "    { 0, ENGINE_COUNT, NULL, NULL },\n};\n\nconst size_t migrations_len = %zu;\n",
            all->migrations_len);
}

static void write_file(const char *path, const struct all *all,
                       void (*print)(FILE *out, const struct all *all))
{
    FILE *out = fopen(path, "wb");

    if (!out)
        die(path, 1, "%s", strerror(errno));
    print(out, all);
    if (ferror(out) || fclose(out) != 0)
        die(path, 1, "cannot be written");
}

int main(int argc, char **argv)
{
    struct all *all = must_alloc(sizeof *all);

    if (argc < 4) {
        fputs("usage: sqlc OUT.h OUT.c FILE.sql...\n", stderr);
        return 2;
    }
    for (int i = 3; i < argc; i++) {
        struct migration m = { 0 };

        if (!is_migration(argv[i], &m)) {
            read_queries(all, argv[i]);
            continue;
        }
        if (all->migrations_len == MIGRATIONS_MAX)
            die(argv[i], 1, "more than %d migrations", MIGRATIONS_MAX);
        m.sql = read_file(argv[i]);
        all->migrations[all->migrations_len++] = m;
    }
    check_migrations(all);
    write_file(argv[1], all, print_header);
    write_file(argv[2], all, print_source);
    return 0;
}
