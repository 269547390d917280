/* json: strict reading by jansson, writing by ourselves. */
#include "base/json.h"
#include <assert.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 32

/* jansson nests to 2048 levels; we refuse long before, so that nobody's recursion hurts. */
static bool too_deep(struct str text)
{
    int depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"')
            quoted = true;
        else if (c == '{' || c == '[') {
            if (++depth > DEPTH_MAX)
                return true;
        } else if (c == '}' || c == ']')
            depth--;
    }
    return false;
}

static void wipe_and_free(void *at)
{
    if (at)
        explicit_bzero(at, malloc_usable_size(at));
    free(at);
}

void json_start(void)
{
    json_set_alloc_funcs(malloc, wipe_and_free);
}

enum err json_read(struct cx *cx, struct str text, json_t **out)
{
    json_error_t error;
    json_t *value;

    if (too_deep(text))
        return FAIL(cx, ERR_INVALID, "JSON nests deeper than %d", DEPTH_MAX);
    value = json_loadb(text.len ? text.at : "", text.len, JSON_REJECT_DUPLICATES, &error);
    if (!value)
        return FAIL(cx, ERR_INVALID, "not JSON, line %d column %d: %s", error.line, error.column,
                    json_error_code(&error) == json_error_out_of_memory ? "memory" : "syntax");
    *out = value;
    return OK;
}

void json_release(json_t **value)
{
    json_decref(*value);
    *value = NULL;
}

static int dump_to_buf(const char *at, size_t len, void *buf)
{
    buf_add(buf, at, len);
    return 0;
}

enum err json_write(struct cx *cx, const json_t *value, struct str *out)
{
    struct buf b = buf_in(cx->arena, 1 << 20);
    struct str text;

    if (json_dump_callback(value, dump_to_buf, &b, JSON_COMPACT | JSON_ENCODE_ANY) != 0)
        return FAIL(cx, ERR_TOO_LARGE, "JSON to write");
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "JSON to write");
    *out = text;
    return OK;
}

struct str json_text(const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);

    return json_is_string(v) ? (struct str){ json_string_value(v), json_string_length(v) }
                             : STR("");
}

struct json_out json_to(struct buf *buf)
{
    return (struct json_out){ .buf = buf };
}

static void comma(struct json_out *o)
{
    if (o->comma >> o->depth & 1)
        buf_char(o->buf, ',');
    o->comma |= UINT32_C(1) << o->depth;
}

static void open_at(struct json_out *o, char c)
{
    comma(o);
    assert(o->depth < DEPTH_MAX - 1);
    o->depth++;
    o->comma &= ~(UINT32_C(1) << o->depth);
    buf_char(o->buf, c);
}

static void close_at(struct json_out *o, char c)
{
    assert(o->depth > 0);
    o->depth--;
    buf_char(o->buf, c);
}

void json_begin(struct json_out *o)
{
    open_at(o, '{');
}

void json_end(struct json_out *o)
{
    close_at(o, '}');
}

void json_list(struct json_out *o)
{
    open_at(o, '[');
}

void json_list_end(struct json_out *o)
{
    close_at(o, ']');
}

void json_quote(struct buf *buf, struct str v)
{
    size_t from = 0;

    for (size_t i = 0; i < v.len; i++) {
        unsigned char c = (unsigned char)v.at[i];

        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        buf_add(buf, v.at + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\') {
            buf_char(buf, '\\');
            buf_char(buf, (char)c);
        } else if (c == '\n')
            buf_lit(buf, "\\n");
        else
            buf_printf(buf, "\\u%04x", c);
    }
    if (v.len > from)
        buf_add(buf, v.at + from, v.len - from);
}

void json_str(struct json_out *o, struct str v)
{
    comma(o);
    buf_char(o->buf, '"');
    json_quote(o->buf, v);
    buf_char(o->buf, '"');
}

void json_key(struct json_out *o, const char *key)
{
    json_str(o, str_of(key));
    buf_char(o->buf, ':');
    o->comma &= ~(UINT32_C(1) << o->depth); /* the value follows without one */
}

void json_int(struct json_out *o, int64_t v)
{
    comma(o);
    buf_int(o->buf, v);
}

void json_bool(struct json_out *o, bool v)
{
    comma(o);
    buf_lit(o->buf, v ? "true" : "false");
}

void json_nil(struct json_out *o)
{
    comma(o);
    buf_lit(o->buf, "null");
}

void json_put(struct json_out *o, const char *key, struct str v)
{
    json_key(o, key);
    json_str(o, v);
}

void json_put_int(struct json_out *o, const char *key, int64_t v)
{
    json_key(o, key);
    json_int(o, v);
}

void json_put_bool(struct json_out *o, const char *key, bool v)
{
    json_key(o, key);
    json_bool(o, v);
}

void json_raw(struct json_out *o, struct str json)
{
    comma(o);
    buf_str(o->buf, json);
}
