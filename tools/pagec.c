/*
 * pagec: compiles the page templates (src/page/NAME.page.html) into C.
 *
 *   pagec [--icons DIR] [--assets DIR] [--deps FILE] [--text FILE.po]...
 *         NAME.page.html NAME.page.c NAME.page.h
 *
 * An address "/assets/NAME" of a file in DIR gets ?v= and the hash that the server gives the
 * file as its ETag, so that a browser fetches it once and never asks again.
 *
 * What is refused is told as file:line: error, with the remedy; see docs/pages.md.
 */
#include <stdio.h>
#include <string.h>
#include "page_compile.h"
#include <sodium.h>

#define FILES_MAX 64

struct job {
    struct arena *arena;
    const char *icons_dir, *assets_dir, *deps;
    struct buf icons_used; /* for the build tool: " path path" */
    const char *files[3];
    const char *texts[FILES_MAX];
    size_t texts_len;
};

static bool name_fine(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return name.len > 0;
}

static struct str icon_read(void *icons, struct str name)
{
    struct job *job = icons;
    struct str path, svg = { NULL, 0 };

    if (!job->icons_dir || !name_fine(name))
        return svg;
    path = arena_printf(job->arena, "%s/%.*s.svg", job->icons_dir, STR_FMT(name));
    if (!path.at || !source_read(job->arena, path.at, &svg))
        return (struct str){ NULL, 0 };
    buf_printf(&job->icons_used, " %.*s", STR_FMT(path));
    return svg;
}

/* As tools/embed.c makes an ETag. */
static void version_put(struct buf *b, struct str file)
{
    uint8_t hash[crypto_generichash_BYTES_MIN];
    char hex[2 * sizeof hash + 1];

    crypto_generichash(hash, sizeof hash, (const uint8_t *)file.at, file.len, NULL, 0);
    buf_printf(b, "?v=%s", sodium_bin2hex(hex, sizeof hex, hash, sizeof hash));
}

/* The template with the version of each asset in its address. The lines stay as they are. */
static bool assets_version(struct job *job, struct str *text)
{
    const struct str mark = STR("\"/assets/");
    struct buf made = buf_in(job->arena, text->len + 65536);
    struct str rest = *text;

    for (size_t at; (at = str_find(rest, mark)) != SIZE_MAX;) {
        struct str name, file, path;

        buf_str(&made, str_first(rest, at + mark.len));
        rest = str_from(rest, at + mark.len);
        name = str_first(rest, str_find(rest, STR("\"")));
        path = arena_printf(job->arena, "%s/%.*s", job->assets_dir, STR_FMT(name));
        if (!path.at || !source_read(job->arena, path.at, &file))
            return false;
        buf_printf(&job->icons_used, " %.*s", STR_FMT(path));
        buf_str(&made, name);
        version_put(&made, file);
        rest = str_from(rest, name.len);
    }
    buf_str(&made, rest);
    *text = buf_end(&made);
    return text->at != NULL;
}

static bool read_job(struct job *job, int argc, char **argv)
{
    size_t files = 0;

    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (strcmp(argv[i], "--icons") == 0 && more)
            job->icons_dir = argv[++i];
        else if (strcmp(argv[i], "--assets") == 0 && more)
            job->assets_dir = argv[++i];
        else if (strcmp(argv[i], "--deps") == 0 && more)
            job->deps = argv[++i];
        else if (strcmp(argv[i], "--text") == 0 && more && job->texts_len < FILES_MAX)
            job->texts[job->texts_len++] = argv[++i];
        else if (files < COUNT_OF(job->files) && argv[i][0] != '-')
            job->files[files++] = argv[i];
        else
            return false;
    }
    return files == COUNT_OF(job->files);
}

static bool compile(struct job *job, struct faults *faults)
{
    struct po pos[FILES_MAX];
    struct page_made made;
    struct page_source source = { .file = str_of(job->files[0]), .pos = pos,
        .pos_len = job->texts_len, .icon = icon_read, .icons = job };

    for (size_t i = 0; i < job->texts_len; i++) {
        struct str text;
        if (!source_read(job->arena, job->texts[i], &text)
            || !po_read(job->arena, str_of(job->texts[i]), text, &pos[i], faults))
            return false;
    }
    if (!po_join(job->arena, pos, &source.pos_len, faults))
        return false;
    if (!source_read(job->arena, job->files[0], &source.text)
        || (job->assets_dir && !assets_version(job, &source.text))
        || !page_compile(job->arena, &source, &made, faults))
        return false;
    if (job->deps
        && !source_write(job->deps, arena_printf(job->arena, "%s:%.*s\n", job->files[1],
            STR_FMT(buf_view(&job->icons_used)))))
        return false;
    return source_write(job->files[1], made.code) && source_write(job->files[2], made.header);
}

static void arena_release(struct arena **arena)
{
    arena_free(*arena);
}

int main(int argc, char **argv)
{
    AUTO(arena_release) struct arena *arena = arena_new(256u << 20);
    struct job job = { .arena = arena };
    struct buf told;
    struct faults faults = { .out = &told };
    bool fine;

    if (!arena || !read_job(&job, argc, argv)) {
        (void)fprintf(stderr, "usage: pagec [--icons DIR] [--assets DIR] [--deps FILE] "
                              "[--text FILE.po]... NAME.page.html NAME.page.c NAME.page.h\n");
        return 2;
    }
    job.icons_used = buf_in(arena, 65536);
    told = buf_in(arena, 1u << 20);
    fine = compile(&job, &faults);
    (void)fwrite(buf_view(&told).at, 1, told.len, stderr);
    return fine ? 0 : 1;
}
