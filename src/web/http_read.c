/*
 * http_read: what a request carries: its headers, its query, and the parts of a form with files
 * while they arrive. The library's parser holds a few KB of a part at a time, however long the
 * part is.
 */
#include "web/http_read.h"
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#define PARTS_BUFFER 4096 /* the longest line of a part's head is shorter */

struct str http_header(const struct exchange *ex, const char *name)
{
    const char *v = MHD_lookup_connection_value(http_connection(ex), MHD_HEADER_KIND, name);

    return str_of(v);
}

struct query_walk {
    void *arg;
    void (*each)(void *arg, struct str name, struct str value);
};

static enum MHD_Result query_one(void *arg, enum MHD_ValueKind kind, const char *name,
                                 size_t name_len, const char *value, size_t value_len)
{
    const struct query_walk *walk = arg;

    (void)kind;
    walk->each(walk->arg, (struct str){ name ? name : "", name ? name_len : 0 },
               (struct str){ value ? value : "", value ? value_len : 0 });
    return MHD_YES;
}

void http_query(const struct exchange *ex, void *arg,
                void (*each)(void *arg, struct str name, struct str value))
{
    struct query_walk walk = { arg, each };

    MHD_get_connection_values_n(http_connection(ex), MHD_GET_ARGUMENT_KIND, query_one, &walk);
}

/* ---- the parts of a form ---- */

struct http_parts {
    struct MHD_PostProcessor *library;
    void *arg;
    bool (*each)(void *arg, const struct http_part *part, struct bytes piece);
    char name[64], file[256]; /* of the part under way */
    uint64_t seen;            /* its bytes so far */
    bool inside, refused;
};

static struct str text_of(const char *s)
{
    struct str text = str_of(s);

    return utf8_valid(text) ? text : STR("");
}

/* Each part begins at 0, and so may an empty piece of the same. */
static bool is_next(const struct http_parts *p, struct str name, struct str file, uint64_t at)
{
    return !p->inside
           || (at == 0 && (p->seen > 0 || !str_is(name, p->name) || !str_is(file, p->file)));
}

static void keep(char *to, size_t room, struct str text)
{
    size_t len = text.len < room ? text.len : room - 1;

    memcpy(to, text.at, len);
    to[len] = '\0';
}

static enum MHD_Result part_piece(void *cls, enum MHD_ValueKind kind, const char *key,
                                  const char *file, const char *type, const char *coding,
                                  const char *data, uint64_t at, size_t size)
{
    struct http_parts *p = cls;
    struct http_part part = { .name = text_of(key), .file = text_of(file), .type = text_of(type),
                              .is_file = file != NULL };

    (void)kind;
    (void)coding;
    part.begins = is_next(p, str_first(part.name, sizeof p->name - 1),
                          str_first(part.file, sizeof p->file - 1), at);
    if (part.begins) {
        keep(p->name, sizeof p->name, part.name);
        keep(p->file, sizeof p->file, part.file);
        p->seen = 0;
        p->inside = true;
    }
    p->seen += size;
    if (!p->each(p->arg, &part, (struct bytes){ (const uint8_t *)data, size }))
        p->refused = true;
    return p->refused ? MHD_NO : MHD_YES;
}

struct http_parts *http_parts_open(struct exchange *ex, void *arg,
                                   bool (*each)(void *arg, const struct http_part *part,
                                                struct bytes piece))
{
    struct http_parts *p = ARENA_NEW(ex->arena, struct http_parts);

    if (!p)
        return NULL;
    p->arg = arg;
    p->each = each;
    p->library = MHD_create_post_processor(http_connection(ex), PARTS_BUFFER, part_piece, p);
    return p->library ? p : NULL;
}

bool http_parts_take(struct http_parts *p, struct bytes piece)
{
    return !p->refused
           && MHD_post_process(p->library, (const char *)piece.at, piece.len) == MHD_YES;
}

bool http_parts_close(struct http_parts *p)
{
    bool fine = p->library && MHD_destroy_post_processor(p->library) == MHD_YES && !p->refused;

    p->library = NULL;
    return fine;
}
