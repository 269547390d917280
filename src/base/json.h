/*
 * json: our edges to JSON. Reading is jansson's (strict: no duplicate keys,
 * no NUL, depth at most 32); writing is ours, straight into a buf.
 */
#pragma once
#include <jansson.h>
#include "base/buf.h"
#include "base/cx.h"

/* Once, before anything is read: what jansson frees is wiped first, because what it holds is
 * what people wrote. */
void json_start(void);
/* Parses one whole JSON text; ERR_INVALID with line and column in the note.
 * The caller owns *out: json_decref, or AUTO(json_release). */
enum err json_read(struct cx *cx, struct str text, json_t **out) MUST_USE;
void json_release(json_t **value);

/* The value as compact JSON in the arena. */
enum err json_write(struct cx *cx, const json_t *value, struct str *out) MUST_USE;

/* The member as text that lives as long as the value; "" if absent, null or
 * not a string. Use json_object_get where the difference matters. */
struct str json_text(const json_t *object, const char *key);

/* A writer that puts the commas. Nesting at most 32; misuse asserts. */
struct json_out {
    struct buf *buf;
    uint32_t comma; /* bit per depth: a comma is due */
    int depth;
};

struct json_out json_to(struct buf *buf);
void json_begin(struct json_out *o); /* { */
void json_end(struct json_out *o);   /* } */
void json_list(struct json_out *o);  /* [ */
void json_list_end(struct json_out *o);
void json_key(struct json_out *o, const char *key);
void json_str(struct json_out *o, struct str v);
void json_int(struct json_out *o, int64_t v);
void json_bool(struct json_out *o, bool v);
void json_nil(struct json_out *o);
void json_raw(struct json_out *o, struct str json); /* a whole value that is JSON already */
/* key and value at once; an empty text is written as "", a DAY_NONE is not ours to know */
void json_put(struct json_out *o, const char *key, struct str v);
void json_put_int(struct json_out *o, const char *key, int64_t v);
void json_put_bool(struct json_out *o, const char *key, bool v);
/* Escapes into buf as JSON text between quotes. */
void json_quote(struct buf *buf, struct str v);
