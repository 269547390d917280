/*
 * rulebook_file: YAML -> raw structs, by libcyaml and the schema; what is in them
 * is read and checked by rulebook_read.c. The raw structs live in an arena of
 * their own that ends with the load; what the rule set keeps is copied.
 */
#include "store/rulebook_file.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "store/rulebook_raw.h"

#define RAW_ARENA (64 * 1024 * 1024)

/* --- libcyaml's memory and voice ------------------------------------------- */

struct block {
    size_t size;
    max_align_t data[];
};

static void *arena_memory(void *ctx, void *ptr, size_t size)
{
    struct block *old = ptr ? (struct block *)((char *)ptr - offsetof(struct block, data)) : NULL;
    struct block *new;

    if (size == 0)
        return NULL; /* the arena forgets it later */
    new = arena_alloc(ctx, 1, sizeof *new + size);
    if (!new)
        return NULL;
    new->size = size;
    if (old)
        memcpy(new->data, old->data, old->size < size ? old->size : size);
    return new->data;
}

/* The number after "line: ", or 0. */
static int line_in(const char *text)
{
    const char *at = strstr(text, "line: ");
    int line = 0;

    if (!at)
        return 0;
    for (at += 6; *at >= '0' && *at <= '9' && line < 10000000; at++)
        line = line * 10 + (*at - '0');
    return line;
}

/* The first complaint is the reason; the first line in the trace after it is the place. */
static void hear(cyaml_log_t level, void *ctx, const char *fmt, va_list args) PRINTF_LIKE(3, 0);
static void hear(cyaml_log_t level, void *ctx, const char *fmt, va_list args)
{
    struct load *l = ctx;
    char text[sizeof l->said];
    char *at = text;

    if (level < CYAML_LOG_ERROR)
        return;
    vsnprintf(text, sizeof text, fmt, args);
    text[strcspn(text, "\n")] = '\0';
    if (strncmp(at, "Load: ", 6) == 0)
        at += 6;
    if (l->said[0] == '\0' && strncmp(at, "Backtrace", 9) != 0)
        snprintf(l->said, sizeof l->said, "%s", at);
    if (l->said_line == 0)
        l->said_line = line_in(at);
}

/* libcyaml places an unexpected key at the value before it: the key is the next
 * one of that name. */
static int complaint_line(const struct load *l)
{
    static const char unexpected[] = "Unexpected key: ";
    struct str rest = l->yaml, row, key;
    int line = 1;

    if (strncmp(l->said, unexpected, sizeof unexpected - 1) != 0)
        return l->said_line ? l->said_line : 1;
    key = str_of(l->said + sizeof unexpected - 1);
    for (; str_cut(&rest, '\n', &row); line++)
        if (line >= l->said_line && str_find(row, key) != SIZE_MAX)
            return line;
    return l->said_line ? l->said_line : 1;
}

static void raw_arena_free(struct arena **arena)
{
    arena_free(*arena);
}

enum err rulebook_load(struct cx *cx, struct str yaml, struct str file_name,
                       const struct rulebook **out)
{
    AUTO(raw_arena_free) struct arena *raw_arena = NULL;
    struct load l = { .cx = cx, .yaml = yaml, .file = file_name };
    struct rulebook *book = ARENA_NEW(cx->arena, struct rulebook);
    cyaml_config_t config = { .log_fn = hear, .log_ctx = &l, .mem_fn = arena_memory,
                              .log_level = CYAML_LOG_ERROR, .flags = CYAML_CFG_NO_ALIAS };
    cyaml_data_t *data = NULL;
    cyaml_err_t fault;

    if (!book || yaml.len > RULEBOOK_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "%.*s: larger than a rule set may be", STR_FMT(file_name));
    if (!utf8_valid(yaml))
        return FAIL(cx, ERR_INVALID, "%.*s:1: is not UTF-8 text", STR_FMT(file_name));
    raw_arena = arena_new(RAW_ARENA);
    if (!raw_arena)
        return FAIL(cx, ERR_TOO_LARGE, "no memory to read a rule set");
    config.mem_ctx = raw_arena;
    fault = cyaml_load_data((const uint8_t *)yaml.at, yaml.len, &config, rulebook_schema(), &data,
                            NULL);
    if (fault != CYAML_OK || !data)
        return FAIL(cx, fault == CYAML_ERR_OOM ? ERR_TOO_LARGE : ERR_INVALID, "%.*s:%d: %s",
                    STR_FMT(file_name), complaint_line(&l),
                    l.said[0] ? l.said : cyaml_strerror(fault));
    l.raw = data;
    l.ids = ARENA_ARRAY(raw_arena, struct str, RAW_IDS_MAX);
    if (!l.ids)
        return FAIL(cx, ERR_TOO_LARGE, "%.*s: rule set too large", STR_FMT(file_name));
    TRY(rulebook_read(&l, book));
    *out = book;
    return OK;
}
