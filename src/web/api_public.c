/*
 * api_public: what anybody may ask: the post, its calendar, the codes, the places.
 *
 * Labels come in every language at once, so that an answer depends on nothing
 * but the post and the day, and is kept ready in memory.
 */
#include "action/log_statistics.h"
#include "domain/region.h"
#include "domain/rulebook.h"
#include "openapi_files.h"
#include "web/api.h"
#include "web/api_routes.h"

/* ---- the post ---- */

static void put_region(struct json_out *o, const char *key, struct str code, struct str name)
{
    if (key)
        json_key(o, key);
    json_begin(o);
    json_put(o, "code", code);
    json_put(o, "name", name);
    json_end(o);
}

enum err get_api_post(struct request *rq)
{
    const struct env *env = rq->env;
    struct buf b = buf_in(rq->cx.arena, 65536);
    struct json_out o = json_to(&b);
    int zone = env->zone_minutes;

    json_begin(&o);
    json_put(&o, "code", env->post_code);
    json_put(&o, "name", env->post_name);
    put_region(&o, "regency", env->regency, region_name(env->regions, env->regency));
    api_put_text(&o, "address", env->address);
    api_put_text(&o, "phone", env->phone);
    json_put(&o, "zone", arena_printf(rq->cx.arena, "%c%02d:%02d", zone < 0 ? '-' : '+',
                                      (zone < 0 ? -zone : zone) / 60,
                                      (zone < 0 ? -zone : zone) % 60));
    json_put(&o, "rules", env->rules->name);
    json_key(&o, "agencies");
    json_list(&o);
    for (size_t i = 0; i < env->agencies_len; i++)
        put_region(&o, NULL, str_of(agency_code_name(env->agencies[i].code)),
                   env->agencies[i].name);
    json_list_end(&o);
    json_end(&o);
    return reply_json(rq, 200, buf_end(&b));
}

/* ---- the calendar ---- */

static void put_law(struct json_out *o, const struct law *law)
{
    json_put(o, "basis", law->basis);
    json_put(o, "source", law->source);
    json_put_bool(o, "verified", law->verified);
}

static void put_stage(struct json_out *o, struct arena *a, const struct stage *s, struct day today)
{
    json_begin(o);
    json_put(o, "code", s->code);
    json_put(o, "title", s->title);
    api_put_day(o, a, "start", s->start);
    api_put_day(o, a, "end", s->end);
    json_put_bool(o, "today", day_known(s->start) && day_known(s->end) && s->start.n <= today.n
                                  && today.n <= s->end.n);
    put_law(o, &s->law);
    json_end(o);
}

static void put_calendar(struct json_out *o, struct arena *a, const struct rulebook *book,
                         const struct election_event *e, struct day today)
{
    json_begin(o);
    json_put(o, "code", e->code);
    json_put(o, "title", e->title);
    api_put_day(o, a, "from", e->from);
    api_put_day(o, a, "to", e->to);
    put_law(o, &e->law);
    json_key(o, "stages");
    json_list(o);
    for (size_t i = 0; i < book->stages_count; i++)
        if (str_eq(book->stages[i].event, e->code))
            put_stage(o, a, &book->stages[i], today);
    json_list_end(o);
    json_end(o);
}

enum err get_api_stages(struct request *rq)
{
    const struct env *env = rq->env;
    const struct rulebook *book = env->rules;
    struct day today = day_at(rq->cx.now_us, env->zone_minutes);
    const struct election_event *here = rulebook_event(
        book, region_name(env->regions, env->regency),
        region_name(env->regions, region_parent(env->regency)), today);
    struct buf b = buf_in(rq->cx.arena, API_ANSWER_MAX);
    struct json_out o = json_to(&b);

    json_begin(&o);
    json_put(&o, "rules", book->name);
    json_put(&o, "title", book->title);
    api_put_day(&o, rq->cx.arena, "today", today);
    api_put_text(&o, "calendar_here", here ? here->code : STR(""));
    json_key(&o, "calendars");
    json_list(&o);
    for (size_t i = 0; i < book->events_count; i++)
        put_calendar(&o, rq->cx.arena, book, &book->events[i], today);
    json_list_end(&o);
    json_end(&o);
    return reply_json(rq, 200, buf_end(&b));
}

/* ---- the numbers ---- */

enum err get_api_statistics(struct request *rq)
{
    struct statistics *numbers = ARENA_NEW(rq->cx.arena, struct statistics);
    struct buf b = buf_in(rq->cx.arena, API_ANSWER_MAX);

    if (!numbers)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "statistics");
    TRY(log_statistics(&rq->cx, rq->env, rq->db, numbers));
    statistics_json(&b, numbers);
    return reply_json(rq, 200, buf_end(&b));
}

/* ---- the codes ---- */

struct code_list {
    const char *name;
    unsigned first, count;
    const char *(*code)(unsigned c);
    struct msg (*words)(unsigned c);
};

#define CODES(list, type, code_fn, words_fn)     \
    static const char *list##_code(unsigned c)   \
    {                                            \
        return code_fn((enum type)c);            \
    }                                            \
    static struct msg list##_label(unsigned c)   \
    {                                            \
        return words_fn((enum type)c);           \
    }
CODES(mode, report_mode, mode_name, mode_words)
CODES(category, reported_category, category_name, category_words)
CODES(violation, act, act_name, act_words)
CODES(role, role, role_name, role_words)
CODES(body, body, body_name, body_words)
CODES(standing, standing, standing_name, standing_words)
CODES(channel, channel, channel_name, channel_words)
CODES(agency, agency_code, agency_code_name, agency_words)
CODES(authority, authority, authority_name, authority_words)
CODES(missing, missing, missing_name, missing_words)
CODES(intake, intake_kind, intake_name, intake_words)
CODES(timeliness, timeliness, timeliness_name, timeliness_words)
CODES(urgency, urgency, urgency_name, urgency_words)
CODES(clock, clock_name, clock_name_text, clock_words)
CODES(state, case_stage, stage_name, stage_words)
CODES(result, result, result_name, result_words)

static const char *evidence_code(unsigned c)
{
    static const char *const codes[] = { "foto", "video", "audio", "surat", "tautan", "lainnya" };

    return codes[c];
}

static struct msg evidence_label(unsigned c)
{
    return proof_words((enum proof_kind)(1u << c));
}

#define LIST(name, list, first, count) { name, first, count, list##_code, list##_label }

static const struct code_list code_lists[] = {
    LIST("mode", mode, 1, MODE_COUNT),
    LIST("category", category, 1, CATEGORY_COUNT),
    LIST("violation", violation, 1, ACT_COUNT),
    LIST("role", role, 1, ROLE_COUNT),
    LIST("body", body, 1, BODY_COUNT),
    LIST("standing", standing, 1, STANDING_COUNT),
    LIST("evidence", evidence, 0, 6),
    LIST("channel", channel, 1, CHANNEL_COUNT),
    LIST("agency", agency, 1, AGENCY_COUNT),
    LIST("authority", authority, 1, AUTHORITY_COUNT),
    LIST("missing", missing, 1, MISSING_COUNT),
    LIST("intake_kind", intake, 1, INTAKE_COUNT),
    LIST("timeliness", timeliness, 1, TIMELINESS_COUNT),
    LIST("urgency", urgency, 1, URGENCY_COUNT),
    LIST("clock", clock, 1, CLOCK_COUNT),
    LIST("state", state, 1, STAGE_COUNT),
    LIST("result", result, 1, RESULT_COUNT),
};

static void put_labels(struct json_out *o, struct arena *a, struct msg words)
{
    json_key(o, "labels");
    json_begin(o);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_put(o, lang_code((enum lang)lang).at, msg_text(a, (enum lang)lang, words));
    json_end(o);
}

enum err get_api_codes(struct request *rq)
{
    struct buf b = buf_in(rq->cx.arena, API_ANSWER_MAX);
    struct json_out o = json_to(&b);

    json_begin(&o);
    for (size_t i = 0; i < COUNT_OF(code_lists); i++) {
        const struct code_list *list = &code_lists[i];

        json_key(&o, list->name);
        json_list(&o);
        for (unsigned c = list->first; c < list->count; c++) {
            json_begin(&o);
            json_put(&o, "code", str_of(list->code(c)));
            put_labels(&o, rq->cx.arena, list->words(c));
            json_end(&o);
        }
        json_list_end(&o);
    }
    json_end(&o);
    return reply_json(rq, 200, buf_end(&b));
}

/* ---- the places ---- */

enum err get_api_regions(struct request *rq)
{
    struct str table = rq->env->regions;
    struct str parent = form_has(rq, "parent") ? form_get(rq, "parent") : rq->env->regency;
    struct region_walk walk = region_children(table, parent);
    struct buf b = buf_in(rq->cx.arena, API_ANSWER_MAX);
    struct json_out o = json_to(&b);
    struct region r;

    api_choose_lang(rq);
    if (!region_next(&walk, &r))
        return api_problem(rq, 404, "region_unknown", T_API_PROBLEM_REGION);
    json_begin(&o);
    put_region(&o, "parent", parent, region_name(table, parent));
    json_key(&o, "regions");
    json_list(&o);
    do
        put_region(&o, NULL, r.code, r.name);
    while (region_next(&walk, &r));
    json_list_end(&o);
    json_end(&o);
    return reply_json(rq, 200, buf_end(&b));
}

/* ---- the description of all this ---- */

enum err get_api_description(struct request *rq)
{
    return reply_bytes(rq, 200, STR("application/json"), openapi_files[0].plain);
}
