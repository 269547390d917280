/*
 * report_json: a report as JSON and back, for drafts and sealed payloads. Its
 * members are named as in the API (design.md section 2), and only what was
 * answered is written, in one fixed order.
 */
#include <string.h>
#include "domain/report.h"

#define REPORT_JSON_MAX (256u << 10)

struct list_code {
    const char *(*name)(unsigned code);
    unsigned count;
};

#define LIST(fn, type)                        \
    static const char *list_##fn(unsigned c) \
    {                                         \
        return fn((enum type)c);              \
    }
LIST(act_name, act)
LIST(agency_code_name, agency_code)
static const char *const proof_names[] = { "foto", "video", "audio", "surat", "tautan", "lainnya" };
static const char *const answer_names[] = { "", "yes", "no", "unsure" };

static void put_text(struct json_out *o, const char *key, struct str v)
{
    if (v.len)
        json_put(o, key, v);
}

static void put_code(struct json_out *o, const char *key, const char *name)
{
    if (name[0])
        json_put(o, key, str_of(name));
}

static void put_answer(struct json_out *o, const char *key, enum answer a)
{
    put_code(o, key, answer_names[a]);
}

static void put_day(struct json_out *o, struct arena *arena, const char *key, struct day d)
{
    if (day_known(d))
        json_put(o, key, day_text(arena, d));
}

static void put_set(struct json_out *o, const char *key, unsigned set, struct list_code of)
{
    if (!set)
        return;
    json_key(o, key);
    json_list(o);
    for (unsigned c = 1; c < of.count; c++)
        if (set & CODE_BIT(c))
            json_str(o, str_of(of.name(c)));
    json_list_end(o);
}

static void put_proofs(struct json_out *o, unsigned proofs)
{
    if (!proofs)
        return;
    json_key(o, "evidence");
    json_list(o);
    for (unsigned i = 0; i < COUNT_OF(proof_names); i++)
        if (proofs & 1u << i)
            json_str(o, str_of(proof_names[i]));
    json_list_end(o);
}

static void put_place(struct json_out *o, const struct report_form *f)
{
    json_key(o, "place");
    json_begin(o);
    put_text(o, "kecamatan", f->kecamatan);
    put_text(o, "desa", f->desa);
    put_text(o, "detail", f->place_detail);
    json_end(o);
}

static void put_reported(struct json_out *o, const struct report_form *f)
{
    json_key(o, "reported");
    json_begin(o);
    put_text(o, "description", f->reported);
    put_text(o, "unit", f->unit);
    put_code(o, "role", role_name(f->role));
    put_code(o, "body", body_name(f->body));
    put_answer(o, "local_chief", f->local_chief);
    put_answer(o, "institution", f->institution);
    json_end(o);
}

static void put_identity(struct json_out *o, const struct report_form *f)
{
    json_key(o, "identity");
    json_begin(o);
    put_text(o, "name", f->name);
    put_text(o, "phone", f->phone);
    put_text(o, "address", f->address);
    put_answer(o, "voter_here", f->voter_here);
    put_answer(o, "under_17", f->under_17);
    put_code(o, "standing", standing_name(f->standing));
    json_end(o);
}

enum err report_form_write(struct cx *cx, const struct report_form *f, struct str *out)
{
    struct buf buf = buf_in(cx->arena, REPORT_JSON_MAX);
    struct json_out o = json_to(&buf);

    json_begin(&o);
    put_code(&o, "mode", mode_name(f->mode));
    put_code(&o, "category", category_name(f->category));
    put_set(&o, "violation", f->acts, (struct list_code){ list_act_name, ACT_COUNT });
    put_text(&o, "what", f->what);
    put_day(&o, cx->arena, "occurred_on", f->occurred_on);
    put_day(&o, cx->arena, "known_on", f->known_on);
    put_text(&o, "occurred_time", f->occurred_time);
    put_place(&o, f);
    put_reported(&o, f);
    put_proofs(&o, f->proofs);
    put_text(&o, "evidence_note", f->proof_note);
    if (f->witnesses >= 0)
        json_put_int(&o, "witnesses", f->witnesses);
    put_answer(&o, "threatened", f->threatened);
    put_answer(&o, "in_progress", f->in_progress);
    put_set(&o, "exclude", f->exclude, (struct list_code){ list_agency_code_name, AGENCY_COUNT });
    put_identity(&o, f);
    put_code(&o, "channel", channel_name(f->channel));
    put_text(&o, "lang", f->lang);
    json_end(&o);
    struct str text = buf_end(&buf);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "report as json");
    *out = text;
    return OK;
}

/* Reading: one `broken` for all members, looked at once at the end. */
struct reading {
    struct arena *arena;
    bool broken;
};

static struct str get_text(struct reading *r, const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    struct str text;

    if (!v)
        return (struct str){ 0 };
    if (!json_is_string(v)) {
        r->broken = true;
        return (struct str){ 0 };
    }
    text = arena_copy(r->arena, json_text(object, key));
    r->broken |= !text.at;
    return text;
}

#define GET_CODE(r, object, key, parse, to)                     \
    do {                                                        \
        struct str code_ = get_text((r), (object), (key));      \
        if (code_.len && !parse(code_, (to)))                   \
            (r)->broken = true;                                 \
    } while (0)

static enum answer get_answer(struct reading *r, const json_t *object, const char *key)
{
    struct str text = get_text(r, object, key);

    for (unsigned a = 0; a < COUNT_OF(answer_names); a++)
        if (str_is(text, answer_names[a]))
            return (enum answer)a;
    r->broken = true;
    return ANSWER_NONE;
}

static struct day get_day(struct reading *r, const json_t *object, const char *key)
{
    struct day d = DAY_NONE;
    struct str text = get_text(r, object, key);

    if (text.len && !day_parse(text, &d))
        r->broken = true;
    return d;
}

static unsigned get_set(struct reading *r, const json_t *object, const char *key,
                        struct list_code of)
{
    const json_t *list = json_object_get(object, key), *item;
    unsigned set = 0;
    size_t i;

    if (list && !json_is_array(list))
        r->broken = true;
    json_array_foreach(list, i, item) {
        const char *text = json_string_value(item);
        unsigned c = 1;

        while (text && c < of.count && strcmp(text, of.name(c)) != 0)
            c++;
        if (!text || c == of.count)
            r->broken = true;
        else
            set |= CODE_BIT(c);
    }
    return set;
}

static const char *list_proof_name(unsigned c)
{
    return proof_names[c - 1];
}

static void read_parts(struct reading *r, const json_t *root, struct report_form *f)
{
    const json_t *place = json_object_get(root, "place");
    const json_t *reported = json_object_get(root, "reported");
    const json_t *identity = json_object_get(root, "identity");

    f->kecamatan = get_text(r, place, "kecamatan");
    f->desa = get_text(r, place, "desa");
    f->place_detail = get_text(r, place, "detail");
    f->reported = get_text(r, reported, "description");
    f->unit = get_text(r, reported, "unit");
    GET_CODE(r, reported, "role", role_parse, &f->role);
    GET_CODE(r, reported, "body", body_parse, &f->body);
    f->local_chief = get_answer(r, reported, "local_chief");
    f->institution = get_answer(r, reported, "institution");
    f->name = get_text(r, identity, "name");
    f->phone = get_text(r, identity, "phone");
    f->address = get_text(r, identity, "address");
    f->voter_here = get_answer(r, identity, "voter_here");
    f->under_17 = get_answer(r, identity, "under_17");
    GET_CODE(r, identity, "standing", standing_parse, &f->standing);
}

static void read_whole(struct reading *r, const json_t *root, struct report_form *f)
{
    const json_t *witnesses = json_object_get(root, "witnesses");

    GET_CODE(r, root, "mode", mode_parse, &f->mode);
    GET_CODE(r, root, "category", category_parse, &f->category);
    f->acts = get_set(r, root, "violation", (struct list_code){ list_act_name, ACT_COUNT });
    f->what = get_text(r, root, "what");
    f->occurred_on = get_day(r, root, "occurred_on");
    f->known_on = get_day(r, root, "known_on");
    f->occurred_time = get_text(r, root, "occurred_time");
    /* proof bits start at 1, codes at bit 1: hence the shift */
    f->proofs = get_set(r, root, "evidence",
                        (struct list_code){ list_proof_name, COUNT_OF(proof_names) + 1 }) >> 1;
    f->proof_note = get_text(r, root, "evidence_note");
    if (witnesses) {
        json_int_t n = json_integer_value(witnesses);
        r->broken |= !json_is_integer(witnesses) || n < 0 || n > 1000000;
        f->witnesses = (int)n;
    }
    f->threatened = get_answer(r, root, "threatened");
    f->in_progress = get_answer(r, root, "in_progress");
    f->exclude = get_set(r, root, "exclude",
                         (struct list_code){ list_agency_code_name, AGENCY_COUNT });
    read_parts(r, root, f);
    GET_CODE(r, root, "channel", channel_parse, &f->channel);
    f->lang = get_text(r, root, "lang");
}

enum err report_form_read(struct cx *cx, struct str json, struct report_form *out)
{
    AUTO(json_release) json_t *root = NULL;
    struct reading r = { cx->arena, false };
    struct report_form f;

    TRY(json_read(cx, json, &root));
    if (!json_is_object(root))
        return FAIL(cx, ERR_CORRUPT, "a report is an object");
    report_form_init(&f);
    read_whole(&r, root, &f);
    if (r.broken)
        return FAIL(cx, ERR_CORRUPT, "report json: a member of the wrong kind or an unknown code");
    *out = f;
    return OK;
}
