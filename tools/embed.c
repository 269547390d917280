/*
 * embed: turns files into a C table of struct embedded, at build time.
 *
 *     embed OUT.c OUT.h SYMBOL NAME=FILE ...
 *
 * writes `const struct embedded SYMBOL[]` and `const size_t SYMBOL_len`,
 * sorted by name. What a browser will ask for as text is also stored gzipped
 * and brotlied. The same input always gives the same output: no dates, no
 * paths. It is not part of the program and may end at the first fault.
 *
 * Bytes are written as string literals: gcc reads those some twenty times
 * faster than a list of numbers, and unlike .incbin they name no path.
 */
#include <brotli/encode.h>
#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define HASH_LEN 16

struct data {
    uint8_t *at;
    size_t len;
};

struct entry {
    const char *name, *path;
    struct data plain, gzip, br;
    char etag[2 * HASH_LEN + 1];
};

static const struct kind {
    const char *ending, *content_type;
    bool squeeze; /* served to browsers, and not compressed already */
} kinds[] = {
    { ".css", "text/css; charset=utf-8", true },
    { ".js", "text/javascript; charset=utf-8", true },
    { ".html", "text/html; charset=utf-8", true },
    { ".svg", "image/svg+xml", true },
    { ".txt", "text/plain; charset=utf-8", true },
    { ".json", "application/json", true },
    { ".webmanifest", "application/manifest+json", true },
    { ".ico", "image/x-icon", true },
    { ".png", "image/png", false },
    { ".jpg", "image/jpeg", false },
    { ".woff2", "font/woff2", false },
    { ".yaml", "application/yaml", false },
    { ".tsv", "text/tab-separated-values; charset=utf-8", false },
    { ".sql", "application/sql", false },
    { "", "application/octet-stream", false },
};

static void die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

static void die(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    fputs("embed: ", stderr);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void *need(void *memory)
{
    if (!memory)
        die("out of memory");
    return memory;
}

static const struct kind *kind_of(const char *name)
{
    size_t len = strlen(name);
    const struct kind *k = kinds;

    for (;; k++) {
        size_t end = strlen(k->ending);
        if (end <= len && strcmp(name + len - end, k->ending) == 0)
            return k;
    }
}

static struct data read_file(const char *path)
{
    struct data d = { need(malloc(1)), 0 };
    FILE *f = fopen(path, "rb");

    if (!f)
        die("%s: %s", path, strerror(errno));
    for (size_t cap = 1;;) {
        if (d.len == cap)
            d.at = need(realloc(d.at, cap = 2 * cap + 65536));
        size_t got = fread(d.at + d.len, 1, cap - d.len, f);
        if (got == 0)
            break;
        d.len += got;
    }
    if (ferror(f))
        die("%s: %s", path, strerror(errno));
    fclose(f);
    return d;
}

/* A packed form is kept only if it spares more than a tenth. */
static struct data if_smaller(struct data packed, struct data plain)
{
    if (packed.len + plain.len / 10 < plain.len)
        return packed;
    free(packed.at);
    return (struct data){ NULL, 0 };
}

static struct data gzip_of(struct data plain)
{
    z_stream z = { 0 };
    struct data d;

    if (plain.len > UINT32_MAX / 2)
        die("a file of %zu bytes is too large to embed", plain.len);
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        die("zlib would not start");
    d.len = deflateBound(&z, (uLong)plain.len);
    d.at = need(malloc(d.len));
    z.next_in = plain.at;
    z.avail_in = (uInt)plain.len;
    z.next_out = d.at;
    z.avail_out = (uInt)d.len;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        die("zlib did not finish");
    d.len = z.total_out;
    deflateEnd(&z);
    return if_smaller(d, plain);
}

static struct data br_of(struct data plain)
{
    struct data d = { NULL, BrotliEncoderMaxCompressedSize(plain.len) };

    d.at = need(malloc(d.len));
    if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_TEXT,
                               plain.len, plain.at, &d.len, d.at))
        die("brotli did not finish");
    return if_smaller(d, plain);
}

static void put_literal(FILE *out, const char *prefix, size_t index, struct data d)
{
    size_t column = 0;

    if (d.len == 0 && prefix[0] != 'p')
        return;
    fprintf(out, "static const uint8_t %s_%zu[] =\n    \"", prefix, index);
    for (size_t i = 0; i < d.len; i++) {
        uint8_t c = d.at[i];
        bool digit_next = i + 1 < d.len && d.at[i + 1] >= '0' && d.at[i + 1] <= '9';

        if (column >= 90) {
            fputs("\"\n    \"", out);
            column = 0;
        }
        if (c == '\n')
            column += (size_t)fprintf(out, "\\n");
        else if (c == '"' || c == '\\' || c == '?') /* '?': no trigraphs */
            column += (size_t)fprintf(out, "\\%c", c);
        else if (c >= 0x20 && c < 0x7f)
            column += (size_t)fprintf(out, "%c", c);
        else /* the short form where no digit could be taken for its end */
            column += (size_t)fprintf(out, digit_next ? "\\%03o" : "\\%o", c);
    }
    fputs("\";\n", out);
}

static void put_bytes(FILE *out, const char *field, const char *prefix, size_t index,
                      struct data d)
{
    if (d.len == 0 && prefix[0] != 'p')
        return;
    fprintf(out, ", .%s = { %s_%zu, %zu }", field, prefix, index, d.len);
}

static FILE *create(const char *path)
{
    FILE *f = fopen(path, "wb");

    if (!f)
        die("%s: %s", path, strerror(errno));
    return f;
}

static void finish(FILE *f, const char *path)
{
    if (fflush(f) != 0 || ferror(f) || fclose(f) != 0)
        die("%s: could not be written", path);
}

static void write_source(const char *path, const char *symbol, struct entry *e, size_t count)
{
    FILE *out = create(path);

    fputs("/* Written by tools/embed; do not edit. */\n"
          "#include \"page/embedded.h\"\n\n", out);
    fprintf(out, "extern const struct embedded %s[];\nextern const size_t %s_len;\n\n", symbol,
            symbol);
    for (size_t i = 0; i < count; i++) {
        put_literal(out, "plain", i, e[i].plain);
        put_literal(out, "gzip", i, e[i].gzip);
        put_literal(out, "br", i, e[i].br);
    }
    fprintf(out, "\nconst struct embedded %s[] = {\n", symbol);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "    { .name = \"%s\", .content_type = \"%s\", .etag = \"%s\"", e[i].name,
                kind_of(e[i].name)->content_type, e[i].etag);
        put_bytes(out, "plain", "plain", i, e[i].plain);
        put_bytes(out, "gzip", "gzip", i, e[i].gzip);
        put_bytes(out, "br", "br", i, e[i].br);
        fputs(" },\n", out);
    }
    fprintf(out, "};\n\nconst size_t %s_len = %zu;\n", symbol, count);
    finish(out, path);
}

static void write_header(const char *path, const char *symbol, size_t count)
{
    FILE *out = create(path);

    fputs("/* Written by tools/embed; do not edit. */\n"
          "#pragma once\n#include \"page/embedded.h\"\n\n", out);
    fprintf(out, "extern const struct embedded %s[%zu];\nextern const size_t %s_len;\n", symbol,
            count, symbol);
    finish(out, path);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static struct entry entry_of(char *argument)
{
    struct entry e = { .name = argument };
    char *equals = strchr(argument, '=');
    uint8_t hash[HASH_LEN];

    if (!equals || equals == argument || strpbrk(argument, "\"\\\n"))
        die("expected NAME=FILE, got: %s", argument);
    *equals = '\0';
    e.path = equals + 1;
    e.plain = read_file(e.path);
    if (kind_of(e.name)->squeeze) {
        e.gzip = gzip_of(e.plain);
        e.br = br_of(e.plain);
    }
    crypto_generichash(hash, sizeof hash, e.plain.at, e.plain.len, NULL, 0);
    sodium_bin2hex(e.etag, sizeof e.etag, hash, sizeof hash);
    return e;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fputs("usage: embed OUT.c OUT.h SYMBOL NAME=FILE ...\n", stderr);
        return 2;
    }
    if (sodium_init() < 0)
        die("libsodium would not start");

    size_t count = (size_t)argc - 4;
    struct entry *entries = need(calloc(count, sizeof *entries));
    for (size_t i = 0; i < count; i++)
        entries[i] = entry_of(argv[4 + i]);
    qsort(entries, count, sizeof *entries, by_name);
    for (size_t i = 1; i < count; i++)
        if (strcmp(entries[i - 1].name, entries[i].name) == 0)
            die("the name %s is given twice", entries[i].name);

    write_source(argv[1], argv[3], entries, count);
    write_header(argv[2], argv[3], count);
    for (size_t i = 0; i < count; i++) {
        free(entries[i].plain.at);
        free(entries[i].gzip.at);
        free(entries[i].br.at);
    }
    free(entries);
    return 0;
}
