/*
 * event_json: the facts of an event as canonical JSON, and back. Only facts
 * that are set are written, always in the order below, so that the same facts
 * are the same bytes: the leaf commits to them.
 */
#include "domain/event.h"
#include "base/codec.h"
#include <string.h>

#define FACTS_JSON_MAX 8192

static void put_code(struct json_out *o, const char *key, const char *name)
{
    if (name[0])
        json_put(o, key, str_of(name));
}

static void put_count(struct json_out *o, const char *key, int64_t v)
{
    if (v != 0)
        json_put_int(o, key, v);
}

static void put_day(struct json_out *o, struct arena *a, const char *key, struct day d)
{
    if (day_known(d))
        json_put(o, key, day_text(a, d));
}

static void put_id(struct json_out *o, const char *key, const uint8_t id[ID_SIZE])
{
    static const uint8_t none[ID_SIZE];
    char hex[2 * ID_SIZE + 1];

    if (memcmp(id, none, ID_SIZE) == 0)
        return;
    hex_encode(hex, id, ID_SIZE);
    json_put(o, key, str_of(hex));
}

static void put_hash(struct json_out *o, const char *key, const uint8_t hash[32])
{
    static const uint8_t none[32];
    char hex[65];

    if (memcmp(hash, none, sizeof none) == 0)
        return;
    hex_encode(hex, hash, sizeof none);
    json_put(o, key, str_of(hex));
}

static void put_flag(struct json_out *o, const char *key, bool v)
{
    if (v)
        json_put_bool(o, key, true);
}

static void put_clocks(struct json_out *o, struct arena *a, const struct event_facts *f)
{
    if (f->clocks_len == 0)
        return;
    json_key(o, "clocks");
    json_list(o);
    for (size_t i = 0; i < f->clocks_len; i++) {
        const struct event_clock *c = &f->clocks[i];

        json_begin(o);
        json_put(o, "name", str_of(clock_name_text(c->name)));
        put_code(o, "authority", authority_name(c->authority));
        json_put_int(o, "starts_us", c->starts_us);
        json_put_int(o, "due_us", c->due_us);
        put_day(o, a, "due_on", c->due_on);
        put_day(o, a, "strict_due_on", c->strict_due_on);
        json_end(o);
    }
    json_list_end(o);
}

enum err event_facts_write(struct cx *cx, const struct event_facts *f, struct str *out)
{
    struct buf b = buf_in(cx->arena, FACTS_JSON_MAX);
    struct json_out o = json_to(&b);
    struct str text;

    json_begin(&o);
    put_code(&o, "category", category_name(f->category));
    put_code(&o, "channel", channel_name(f->channel));
    put_code(&o, "mode", mode_name(f->mode));
    put_code(&o, "intake", intake_name(f->intake));
    put_code(&o, "urgency", urgency_name(f->urgency));
    put_code(&o, "timeliness", timeliness_name(f->timeliness));
    put_count(&o, "missing", f->missing);
    put_count(&o, "excluded", f->excluded);
    put_count(&o, "flags", f->flags);
    if (f->kecamatan[0])
        json_put(&o, "kecamatan", str_of(f->kecamatan));
    put_day(&o, cx->arena, "occurred_on", f->occurred_on);
    put_day(&o, cx->arena, "known_on", f->known_on);
    put_clocks(&o, cx->arena, f);
    put_code(&o, "authority", authority_name(f->authority));
    if (f->result != RESULT_NONE)
        json_put(&o, "result", str_of(result_name(f->result)));
    put_day(&o, cx->arena, "on", f->on);
    put_code(&o, "clock", clock_name_text(f->clock));
    put_count(&o, "task", f->task);
    put_id(&o, "officer", f->officer.b);
    put_id(&o, "other", f->other.b);
    put_flag(&o, "overrides", f->overrides);
    put_flag(&o, "pressured", f->pressured);
    put_flag(&o, "threatened", f->threatened);
    put_code(&o, "agency", agency_code_name(f->agency));
    put_count(&o, "holders", f->holders);
    put_hash(&o, "identity", f->identity);
    json_end(&o);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "facts of an event");
    *out = text;
    return OK;
}

/* Reading: each get_ notes a malformed or unknown value in *bad and goes on. */
struct facts_in {
    const json_t *object;
    size_t known; /* members understood */
    bool bad;
};

static const json_t *get(struct facts_in *in, const char *key)
{
    const json_t *v = json_object_get(in->object, key);

    in->known += v != NULL;
    return v;
}

static struct str get_text(struct facts_in *in, const char *key)
{
    const json_t *v = get(in, key);

    if (!v)
        return STR("");
    if (!json_is_string(v) || json_string_length(v) == 0) {
        in->bad = true;
        return STR("");
    }
    return (struct str){ json_string_value(v), json_string_length(v) };
}

static int64_t get_count(struct facts_in *in, const char *key)
{
    const json_t *v = get(in, key);

    if (v && (!json_is_integer(v) || json_integer_value(v) < 0))
        in->bad = true;
    return v ? json_integer_value(v) : 0;
}

static struct day get_day(struct facts_in *in, const char *key)
{
    struct str s = get_text(in, key);
    struct day d = DAY_NONE;

    if (s.len && !day_parse(s, &d))
        in->bad = true;
    return d;
}

static void get_id(struct facts_in *in, const char *key, uint8_t id[ID_SIZE])
{
    struct str s = get_text(in, key);

    if (s.len && !hex_decode(s, id, ID_SIZE))
        in->bad = true;
}

static void get_hash(struct facts_in *in, const char *key, uint8_t hash[32])
{
    struct str s = get_text(in, key);

    if (s.len && !hex_decode(s, hash, 32))
        in->bad = true;
}

static bool get_flag(struct facts_in *in, const char *key)
{
    const json_t *v = get(in, key);

    if (v && !json_is_true(v))
        in->bad = true;
    return v != NULL;
}

/* GET_CODE(&in, "mode", mode_parse, &f->mode) */
#define GET_CODE(in, key, parse, field)                                                            \
    do {                                                                                           \
        struct str code_ = get_text((in), (key));                                                  \
        if (code_.len && !parse(code_, (field)))                                                   \
            (in)->bad = true;                                                                      \
    } while (0)

static void get_clocks(struct facts_in *in, struct event_facts *f)
{
    const json_t *list = get(in, "clocks");

    if (!list)
        return;
    if (!json_is_array(list) || json_array_size(list) > EVENT_CLOCKS_MAX) {
        in->bad = true;
        return;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct event_clock *c = &f->clocks[f->clocks_len++];
        struct facts_in at = { .object = json_array_get(list, i) };

        GET_CODE(&at, "name", clock_name_parse, &c->name);
        GET_CODE(&at, "authority", authority_parse, &c->authority);
        c->starts_us = get_count(&at, "starts_us");
        c->due_us = get_count(&at, "due_us");
        c->due_on = get_day(&at, "due_on");
        c->strict_due_on = get_day(&at, "strict_due_on");
        in->bad =
            in->bad || at.bad || c->name == CLOCK_NONE || at.known != json_object_size(at.object);
    }
}

static void get_codes(struct facts_in *in, struct event_facts *f)
{
    GET_CODE(in, "category", category_parse, &f->category);
    GET_CODE(in, "channel", channel_parse, &f->channel);
    GET_CODE(in, "mode", mode_parse, &f->mode);
    GET_CODE(in, "intake", intake_parse, &f->intake);
    GET_CODE(in, "urgency", urgency_parse, &f->urgency);
    GET_CODE(in, "timeliness", timeliness_parse, &f->timeliness);
    GET_CODE(in, "authority", authority_parse, &f->authority);
    GET_CODE(in, "result", result_parse, &f->result);
    GET_CODE(in, "clock", clock_name_parse, &f->clock);
    GET_CODE(in, "agency", agency_code_parse, &f->agency);
}

enum err event_facts_read(struct cx *cx, struct str json, struct event_facts *out)
{
    AUTO(json_release) json_t *root = NULL;
    struct event_facts f;
    struct facts_in in;
    struct str kecamatan;

    if (json_read(cx, json, &root) != OK || !json_is_object(root))
        return FAIL(cx, ERR_CORRUPT, "facts of an event are not a JSON object");
    event_facts_init(&f);
    in = (struct facts_in){ .object = root };
    get_codes(&in, &f);
    f.missing = (unsigned)get_count(&in, "missing");
    f.excluded = (unsigned)get_count(&in, "excluded");
    f.flags = (unsigned)get_count(&in, "flags");
    kecamatan = get_text(&in, "kecamatan");
    in.bad = in.bad || kecamatan.len >= sizeof f.kecamatan;
    if (!in.bad && kecamatan.len)
        memcpy(f.kecamatan, kecamatan.at, kecamatan.len);
    f.occurred_on = get_day(&in, "occurred_on");
    f.known_on = get_day(&in, "known_on");
    get_clocks(&in, &f);
    f.on = get_day(&in, "on");
    f.task = (uint32_t)get_count(&in, "task");
    get_id(&in, "officer", f.officer.b);
    get_id(&in, "other", f.other.b);
    f.overrides = get_flag(&in, "overrides");
    f.pressured = get_flag(&in, "pressured");
    f.threatened = get_flag(&in, "threatened");
    f.holders = (unsigned)get_count(&in, "holders");
    get_hash(&in, "identity", f.identity);
    if (in.bad || in.known != json_object_size(root))
        return FAIL(cx, ERR_CORRUPT, "facts of an event hold something unknown");
    *out = f;
    return OK;
}
