/* case_title: one small keyed object for each case. */
#include "action/case_title.h"
#include "base/codec.h"
#include "vault/object.h"

static struct str title_context(struct arena *arena, struct case_id id)
{
    char hex[2 * ID_SIZE + 1];

    hex_encode(hex, id.b, ID_SIZE);
    return arena_printf(arena, "title|%s", hex);
}

enum err case_title_seal(struct cx *cx, struct case_id id, const struct secret32 *secret,
                         struct str title, struct bytes *out)
{
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    struct str line = str_first(title, CASE_TITLE_MAX);

    case_small_key(secret, &key);
    return small_seal(cx, &key, title_context(cx->arena, id),
                      (struct bytes){ (const uint8_t *)line.at, line.len }, out);
}

enum err case_title_open(struct cx *cx, struct case_id id, const struct secret32 *secret,
                         struct bytes sealed, struct str *out)
{
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    struct bytes plain;

    case_small_key(secret, &key);
    TRY(small_open(cx, &key, title_context(cx->arena, id), sealed, &plain));
    if (!utf8_valid((struct str){ (const char *)plain.at, plain.len }))
        return FAIL(cx, ERR_CORRUPT, "title is not text");
    *out = (struct str){ (const char *)plain.at, plain.len };
    return OK;
}
