/*
 * preview: writes every sample of page/samples.h to a folder, so that a designer needs a browser
 * and an editor, and no server.
 *
 *   preview OUT_DIR ASSETS_DIR
 *
 * Addresses of our own assets ("/any/posko.css?v=1") become paths to ASSETS_DIR.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "page/samples.h"
#include "source.h"

#define PAGE_MAX (4u << 20)

/* The file in the assets folder that an address means, or at == NULL. */
static struct str asset_of(struct arena *arena, struct str address, const char *dir)
{
    struct str rest = address, name = address, path;

    if (address.len < 2 || address.at[0] != '/')
        return (struct str){ NULL, 0 };
    (void)str_cut(&rest, '?', &name);
    name = source_name(name);
    path = arena_printf(arena, "%s/%.*s", dir, STR_FMT(name));
    if (name.len == 0 || !path.at || access(path.at, R_OK) != 0)
        return (struct str){ NULL, 0 };
    return path;
}

/* Copies the page with the addresses of assets turned. */
static struct str with_assets(struct arena *arena, struct str page, const char *dir)
{
    struct buf b = buf_in(arena, PAGE_MAX);
    size_t at;

    while ((at = str_find(page, STR("=\"/"))) != SIZE_MAX) {
        struct str address = str_from(page, at + 2), asset;
        size_t end = str_find(address, STR("\""));

        if (end == SIZE_MAX)
            break;
        address = str_first(address, end);
        asset = asset_of(arena, address, dir);
        buf_str(&b, str_first(page, at + 2));
        buf_str(&b, asset.at ? asset : address);
        page = str_from(page, at + 2 + end);
    }
    buf_str(&b, page);
    return buf_end(&b);
}

static bool write_sample(
    const struct sample *s, enum lang lang, const char *dir, const char *assets)
{
    struct arena *arena = arena_new(32u << 20);
    struct buf b;
    struct out o;
    struct str page, path;
    bool written = false;

    if (!arena)
        return false;
    b = buf_in(arena, PAGE_MAX);
    o = out_to(&b, lang);
    s->write(&o, arena);
    page = buf_end(&b);
    path = arena_printf(arena, "%s/%s.%.*s.html", dir, s->name, STR_FMT(lang_code(lang)));
    if (page.at && path.at)
        page = with_assets(arena, page, assets);
    written = page.at && path.at && source_write(path.at, page);
    if (written)
        (void)printf("%s\n", path.at);
    else
        (void)fprintf(stderr, "preview: %s could not be written\n", s->name);
    arena_free(arena);
    return written;
}

int main(int argc, char **argv)
{
    bool fine = true;

    if (argc != 3) {
        (void)fprintf(stderr, "usage: preview OUT_DIR ASSETS_DIR\n");
        return 2;
    }
    if (mkdir(argv[1], 0755) != 0 && errno != EEXIST) {
        perror(argv[1]);
        return 1;
    }
    for (size_t i = 0; i < samples_len; i++)
        for (enum lang lang = (enum lang)0; lang < LANG_COUNT; lang++)
            fine = write_sample(&samples[i], lang, argv[1], argv[2]) && fine;
    return fine ? 0 : 1;
}
