/*
 * gzip: zlib at level 5, its state kept between answers. See the header.
 *
 * zlib keeps the last 32 KB it was given, and half-made output, until something overwrites
 * them; pages hold what people wrote. So its memory is ours, and wiped after each answer.
 */
#include "web/gzip.h"
#include <string.h>
#include <strings.h>
#include <zlib.h>

#define LEVEL 5
#define GZIP_WINDOW (15 + 16) /* zlib's way to ask for a gzip header */

#define PARTS_MAX 8 /* zlib 1.2 and 1.3 take five: state, window, chains, heads, output */
#define STATE_PART 0 /* taken first; it holds no text, and must outlive an answer */

struct gzip {
    z_stream z;
    struct arena *home; /* only while it is set up */
    struct bytes parts[PARTS_MAX];
    size_t parts_len;
};

static voidpf part_take(voidpf self, uInt count, uInt size)
{
    struct gzip *g = self;
    uint8_t *at;

    if (!g->home || g->parts_len == PARTS_MAX)
        return Z_NULL;
    at = arena_alloc(g->home, count, size);
    if (!at)
        return Z_NULL;
    g->parts[g->parts_len++] = (struct bytes){ at, (size_t)count * size };
    return at;
}

static void part_give(voidpf self, voidpf at)
{
    (void)self; /* the home arena is wiped when the server ends */
    (void)at;
}

/* Whatever begins next begins with deflateReset, which needs none of it. */
static void gzip_wipe(struct gzip *g)
{
    for (size_t i = STATE_PART + 1; i < g->parts_len; i++)
        explicit_bzero((void *)(uintptr_t)g->parts[i].at, g->parts[i].len);
}

struct gzip *gzip_new(struct arena *home)
{
    struct gzip *g = ARENA_NEW(home, struct gzip);
    int begun;

    if (!g)
        return NULL;
    g->home = home;
    g->z = (z_stream){ .zalloc = part_take, .zfree = part_give, .opaque = g };
    begun = deflateInit2(&g->z, LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY);
    g->home = NULL;
    return begun == Z_OK ? g : NULL;
}

void gzip_free(struct gzip *g)
{
    if (g)
        deflateEnd(&g->z);
}

bool gzip_bytes(struct gzip *g, struct arena *a, struct bytes in, struct bytes *out)
{
    uint8_t *at;
    int end;

    if (!g || in.len < 64 || in.len > UINT32_MAX || deflateReset(&g->z) != Z_OK)
        return false;
    at = arena_alloc(a, in.len, 1);
    if (!at)
        return false;
    g->z.next_in = (Bytef *)(uintptr_t)in.at;
    g->z.avail_in = (uInt)in.len;
    g->z.next_out = at;
    g->z.avail_out = (uInt)in.len; /* no room to get larger */
    end = deflate(&g->z, Z_FINISH);
    gzip_wipe(g);
    if (end != Z_STREAM_END)
        return false;
    *out = (struct bytes){ at, in.len - g->z.avail_out };
    return true;
}

bool accepts_coding(struct str accept, const char *coding)
{
    struct str part;

    while (str_cut(&accept, ',', &part)) {
        size_t semi = str_find(part, STR(";"));
        struct str name = str_trim(str_first(part, semi)), q = STR("");

        if (semi != SIZE_MAX)
            q = str_trim(str_from(part, semi + 1));
        if (name.len == strlen(coding) && strncasecmp(name.at, coding, name.len) == 0)
            return !(str_is(q, "q=0") || str_is(q, "q=0.0") || str_is(q, "q=0.00")
                     || str_is(q, "q=0.000"));
    }
    return false;
}
