/* gzip: zlib at level 5, its state kept between answers. See the header. */
#include "web/gzip.h"
#include <string.h>
#include <strings.h>
#include <zlib.h>

#define LEVEL 5
#define GZIP_WINDOW (15 + 16) /* zlib's way to ask for a gzip header */

struct gzip {
    z_stream z;
};

struct gzip *gzip_new(struct arena *home)
{
    struct gzip *g = ARENA_NEW(home, struct gzip);

    if (g && deflateInit2(&g->z, LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    return g;
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
