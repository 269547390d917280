/* texts: see the header. */
#include "witness/texts.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include <sodium.h>
#include <string.h>

#define STATES_FIRST 64
#define DAYS_TEXT_MAX (4u << 20)

struct text_state {
    bool looked; /* whether it lies in the copy */
    bool have;
    bool said_missing, said_wrong;
};

void texts_open(struct arena *home, struct texts *out)
{
    *out = (struct texts){ .home = home };
}

static enum err states_grow(struct cx *cx, struct texts *t, size_t len)
{
    size_t room = t->room ? t->room : STATES_FIRST;
    struct text_state *at;

    while (room < len)
        room *= 2;
    if (room != t->room) {
        at = ARENA_ARRAY(t->home, struct text_state, room);
        if (!at)
            return FAIL(cx, ERR_TOO_LARGE, "days of attested numbers");
        if (t->len)
            memcpy(at, t->at, t->len * sizeof at[0]);
        t->at = at;
        t->room = room;
    }
    if (len > t->len)
        memset(&t->at[t->len], 0, (len - t->len) * sizeof t->at[0]);
    t->lacking += len - t->len;
    t->len = len;
    return OK;
}

static const char *name_of(struct arena *arena, struct day day)
{
    return arena_printf(arena, "attested/%.*s", STR_FMT(day_text(arena, day))).at;
}

static bool is_right(const struct attested_day *of, struct bytes text)
{
    uint8_t hash[crypto_hash_sha256_BYTES];

    _Static_assert(sizeof hash == ATTESTED_HASH, "SHA-256");
    (void)crypto_hash_sha256(hash, text.at, text.len);
    return memcmp(hash, of->sha256, sizeof hash) == 0;
}

/* Hashed anew at each start: what was altered on this disk is fetched again. */
static bool lies_there(struct cx *cx, const struct copy *copy, const struct attested_day *of)
{
    const char *name = name_of(cx->arena, of->day);
    const char *path = name ? file_join(cx->arena, copy->dir, name) : NULL;
    struct bytes text;

    return path && file_read(cx, path, ATTESTED_TEXT_MAX, &text) == OK && is_right(of, text);
}

static void tell(const struct watch *w, const struct copy *copy, enum finding_kind kind,
                 struct str day, bool *said)
{
    if (!*said)
        w->say(w->arg, &(struct finding){ .kind = kind, .index = copy->tree.size, .about = day });
    *said = true;
}

/* *answers false: the log is away, and so are the others. */
static enum err text_fetch(struct cx *cx, struct text_state *state, const struct copy *copy,
                           const struct attested_day *of, const struct watch *w,
                           const struct text_source *from, bool *answers)
{
    const char *name = name_of(cx->arena, of->day);
    const char *path = name ? arena_printf(cx->arena, "/log/%s", name).at : NULL;
    struct str day = day_text(cx->arena, of->day);
    struct bytes text;
    enum err err = path ? from->get(cx, from->arg, path, &text) : ERR_TOO_LARGE;

    if (err != OK) {
        tell(w, copy, FINDING_TEXT_MISSING, day, &state->said_missing);
        *answers = err != ERR_UNAVAILABLE;
        return OK;
    }
    if (!is_right(of, text)) {
        tell(w, copy, FINDING_TEXT_WRONG, day, &state->said_wrong);
        return OK;
    }
    TRY(copy_put_file(cx, copy, name, text));
    state->have = true;
    return OK;
}

/* Those that are kept, as the log itself lists them. */
static enum err days_write(struct cx *cx, struct texts *t, const struct copy *copy,
                           const struct attested_watch *log)
{
    struct buf b = buf_in(cx->arena, DAYS_TEXT_MAX);
    struct str text;

    for (size_t i = 0; i < t->len; i++) {
        char hex[2 * ATTESTED_HASH + 1];

        if (!t->at[i].have)
            continue;
        hex_encode(hex, log->days[i].sha256, ATTESTED_HASH);
        buf_str(&b, day_text(cx->arena, log->days[i].day));
        buf_printf(&b, " %s\n", hex);
    }
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "days of attested numbers");
    TRY(copy_put_file(cx, copy, "attested/days",
                      (struct bytes){ (const uint8_t *)text.at, text.len }));
    t->listed = true;
    return OK;
}

static enum err each_fetch(struct cx *cx, struct texts *t, const struct copy *copy,
                           const struct watch *w, const struct text_source *from)
{
    struct cx small = *cx;
    bool answers = true;
    enum err err = OK;

    small.arena = copy->scratch;
    for (size_t i = 0; i < t->len && err == OK && answers; i++) {
        struct text_state *state = &t->at[i];

        if (state->have)
            continue;
        state->have = !state->looked && lies_there(&small, copy, &w->attested.days[i]);
        state->looked = true;
        if (!state->have)
            err = text_fetch(&small, state, copy, &w->attested.days[i], w, from, &answers);
        t->listed &= !state->have;
        t->lacking -= state->have;
        arena_reset(copy->scratch);
    }
    cx->note = small.note;
    return err;
}

enum err texts_round(struct cx *cx, struct texts *t, const struct copy *copy,
                     const struct watch *watch, const struct text_source *from)
{
    bool more = watch->attested.len > t->len;

    if (!more && (t->lacking == 0 || cx->now_us - t->asked_us < TEXTS_AGAIN_S * INT64_C(1000000)))
        return OK;
    TRY(states_grow(cx, t, watch->attested.len));
    t->asked_us = cx->now_us;
    TRY(each_fetch(cx, t, copy, watch, from));
    return t->listed || t->lacking == t->len ? OK : days_write(cx, t, copy, &watch->attested);
}
