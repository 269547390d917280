/* desk_intake_ask: the questions and the answers, in the order in which they are asked. */
#include <string.h>
#include "domain/region.h"
#include "page/words.h"
#include "web/citizen.h"
#include "web/desk_intake.h"
#include "web/desk_shell.h"

/* ---- reading ---- */

void intake_mend(struct intake *in, const char *field, struct msg text)
{
    bool day = strcmp(field, "occurred_on") == 0 || strcmp(field, "known_on") == 0;

    if (in->mends_len < INTAKE_MENDS_MAX)
        in->mends[in->mends_len++] = (struct mend){
            .id = day ? arena_printf(in->rq->cx.arena, "%s_d", field) : str_of(field),
            .text = text,
        };
}

static enum answer answer_read(const struct request *rq, const char *name)
{
    struct str v = form_get(rq, name);

    return str_is(v, "yes")      ? ANSWER_YES
           : str_is(v, "no")     ? ANSWER_NO
           : str_is(v, "unsure") ? ANSWER_UNSURE
                                 : ANSWER_NONE;
}

static struct day day_read(struct intake *in, const char *name)
{
    struct day day;
    bool given;

    desk_day_read(in->rq, name, &given, &day);
    if (given && !day_known(day))
        intake_mend(in, name, fault_words(REPORT_DAY_IMPOSSIBLE));
    return day;
}

static void sets_read(struct intake *in)
{
    for (enum act a = ACT_NONE + 1; a < ACT_COUNT; a++)
        if (form_includes(in->rq, "acts", str_of(act_name(a))))
            in->form.acts |= CODE_BIT(a);
    for (enum agency_code a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++)
        if (form_includes(in->rq, "exclude", str_of(agency_code_name(a))))
            in->form.exclude |= CODE_BIT(a);
    for (unsigned i = 0; 1u << i <= PROOF_OTHER; i++)
        if (form_includes(in->rq, "proofs", arena_printf(in->rq->cx.arena, "%u", 1u << i)))
            in->form.proofs |= 1u << i;
}

/* A code that is in no list counts as not answered; report_check then asks for it. */
static void codes_read(struct intake *in)
{
    struct request *rq = in->rq;
    struct report_form *f = &in->form;

    if (!channel_parse(form_get(rq, "channel"), &f->channel) || f->channel == CHANNEL_WEB)
        f->channel = CHANNEL_NONE;
    if (!mode_parse(form_get(rq, "mode"), &f->mode))
        f->mode = MODE_NONE;
    if (!category_parse(form_get(rq, "category"), &f->category))
        f->category = CATEGORY_NONE;
    if (!role_parse(form_get(rq, "role"), &f->role))
        f->role = ROLE_NONE;
    if (!body_parse(form_get(rq, "body"), &f->body))
        f->body = BODY_NONE;
    if (!standing_parse(form_get(rq, "standing"), &f->standing))
        f->standing = STANDING_NONE;
}

void intake_read(struct intake *in)
{
    struct request *rq = in->rq;
    struct report_form *f = &in->form;
    struct str kecamatan = form_get(rq, "kecamatan"), count = str_trim(form_get(rq, "witnesses"));
    uint64_t witnesses;

    codes_read(in);
    sets_read(in);
    f->what = str_trim(form_get(rq, "what"));
    f->reported = str_trim(form_get(rq, "reported"));
    f->unit = str_trim(form_get(rq, "unit"));
    f->occurred_time = str_trim(form_get(rq, "occurred_time"));
    f->place_detail = str_trim(form_get(rq, "place_detail"));
    f->proof_note = str_trim(form_get(rq, "proof_note"));
    f->occurred_on = day_read(in, "occurred_on");
    f->known_on = day_read(in, "known_on");
    if (kecamatan.len > 0 && !region_within(kecamatan, rq->env->regency))
        intake_mend(in, "kecamatan", fault_words(REPORT_PLACE_UNKNOWN));
    else
        f->kecamatan = kecamatan;
    if (str_to_u64(count, &witnesses) && witnesses < 10000)
        f->witnesses = (int)witnesses;
    f->local_chief = answer_read(rq, "local_chief");
    f->threatened = answer_read(rq, "threatened");
    f->in_progress = answer_read(rq, "in_progress");
    f->voter_here = answer_read(rq, "voter_here");
    f->lang = lang_code(rq->lang);
    if (f->mode == MODE_ANONYMOUS || f->mode == MODE_NONE)
        return; /* a name typed before he chose to stay anonymous is not kept */
    f->name = str_trim(form_get(rq, "name"));
    f->phone = str_trim(form_get(rq, "phone"));
    f->address = str_trim(form_get(rq, "address"));
}

/* ---- asking ---- */

static struct msg mend_of(const struct intake *in, const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < in->mends_len; i++) {
        struct str id = in->mends[i].id;

        if (str_is(id, name)
            || (id.len == len + 2 && str_ends(id, STR("_d")) && memcmp(id.at, name, len) == 0))
            return in->mends[i].text;
    }
    return (struct msg){ 0 };
}

static struct ask_field_page *field_add(struct intake *in, enum ask_kind kind, const char *name,
                                        enum text_key label)
{
    struct ask_field_page *f = &in->fields[in->fields_len++];

    *f = (struct ask_field_page){ .kind = kind, .name = str_of(name), .label = MSG(label),
                                  .mend = mend_of(in, name), .complete = STR("off"),
                                  .tight = true };
    if (in->posted && (kind == ASK_LINE || kind == ASK_TEXT))
        f->value = form_get(in->rq, name);
    return f;
}

static bool chosen(const struct intake *in, const char *name, const char *code)
{
    return in->posted && form_includes(in->rq, name, str_of(code));
}

/* A question whose options are the codes from 1 on. SELECT begins with an empty one. */
#define CODES_ADD(in, kind, field, words_key, count, code_name, code_words, first)              \
    do {                                                                                   \
        struct ask_field_page *f_ = field_add((in), (kind), (field), (words_key));              \
        struct ask_option *o_ = desk_options((in)->rq, (count));                           \
        if ((kind) == ASK_SELECT && o_)                                                    \
            o_[f_->options_len++] = desk_none();                                       \
        for (unsigned c_ = (first); o_ && c_ < (count); c_++)                              \
            desk_option((in)->rq, &o_[f_->options_len++], (field), code_name(c_),           \
                        VALUE(code_words(c_)), chosen((in), (field), code_name(c_)));       \
        f_->options = o_;                                                                  \
        f_->two = true;                                                                    \
    } while (0)

static void answers_add(struct intake *in, const char *name, enum text_key label)
{
    static const char *const codes[] = { "yes", "no", "unsure" };
    static const enum answer answers[] = { ANSWER_YES, ANSWER_NO, ANSWER_UNSURE };
    struct ask_field_page *f = field_add(in, ASK_RADIO, name, label);
    struct ask_option *o = desk_options(in->rq, COUNT_OF(codes));

    for (size_t i = 0; o && i < COUNT_OF(codes); i++)
        desk_option(in->rq, &o[f->options_len++], name, codes[i], VALUE(answer_words(answers[i])),
                    chosen(in, name, codes[i]));
    f->options = o;
    f->two = f->optional = true;
}

static void day_add_field(struct intake *in, const char *name, enum text_key label)
{
    struct ask_field_page *f = field_add(in, ASK_DAY, name, label);
    struct arena *arena = in->rq->cx.arena;
    struct str parts[3] = { { 0 } };
    const char *ends[] = { "d", "m", "y" };

    for (size_t i = 0; in->posted && i < COUNT_OF(parts); i++) {
        struct str field = arena_printf(arena, "%s_%s", name, ends[i]);

        parts[i] = field.at ? form_get(in->rq, field.at) : STR("");
    }
    f->value = parts[0];
    f->year = parts[2];
    f->options = desk_months(in->rq, parts[1]);
    f->options_len = f->options ? 12 : 0;
    f->optional = true;
}

static void places_add(struct intake *in)
{
    struct ask_field_page *f = field_add(in, ASK_SELECT, "kecamatan", T_DESK_INTAKE_KECAMATAN);
    struct region_walk walk = region_children(in->rq->env->regions, in->rq->env->regency);
    struct ask_option *o;
    struct region r;
    size_t n = 1;

    while (region_next(&walk, &r))
        n++;
    f->options = o = desk_options(in->rq, n);
    walk = region_children(in->rq->env->regions, in->rq->env->regency);
    if (o)
        o[f->options_len++] = desk_none();
    while (o && f->options_len < n && region_next(&walk, &r))
        o[f->options_len++] = (struct ask_option){
            .value = r.code, .label = VALUE(r.name),
            .chosen = in->posted && str_eq(form_get(in->rq, "kecamatan"), r.code),
        };
}

static void proofs_add(struct intake *in)
{
    static const char *const codes[] = { "1", "2", "4", "8", "16", "32" };
    struct ask_field_page *f = field_add(in, ASK_CHECK, "proofs", T_DESK_INTAKE_PROOFS);
    struct ask_option *o = desk_options(in->rq, COUNT_OF(codes));

    for (size_t i = 0; o && i < COUNT_OF(codes); i++)
        desk_option(in->rq, &o[f->options_len++], "proofs", codes[i],
                    VALUE(proof_words((enum proof_kind)(1u << i))), chosen(in, "proofs", codes[i]));
    f->options = o;
    f->two = f->optional = true;
}

static void ask_who(struct intake *in)
{
    CODES_ADD(in, ASK_RADIO, "channel", T_DESK_INTAKE_CHANNEL, CHANNEL_COUNT, channel_name,
              channel_words, CHANNEL_WALK_IN);
    CODES_ADD(in, ASK_RADIO, "mode", T_DESK_INTAKE_MODE, MODE_COUNT, mode_name, mode_words, 1u);
    in->fields[in->fields_len - 1].hint = MSG(T_DESK_INTAKE_MODE_HINT);
}

static void ask_whom(struct intake *in)
{
    CODES_ADD(in, ASK_SELECT, "category", T_DESK_INTAKE_CATEGORY, CATEGORY_COUNT, category_name,
              category_words, 1u);
    field_add(in, ASK_LINE, "reported", T_DESK_INTAKE_REPORTED)->hint =
        MSG(T_DESK_INTAKE_REPORTED_HINT);
    CODES_ADD(in, ASK_SELECT, "role", T_DESK_INTAKE_ROLE, ROLE_COUNT, role_name, role_words, 1u);
    CODES_ADD(in, ASK_SELECT, "body", T_DESK_INTAKE_BODY, BODY_COUNT, body_name, body_words, 1u);
    field_add(in, ASK_LINE, "unit", T_DESK_INTAKE_UNIT)->optional = true;
    answers_add(in, "local_chief", T_DESK_INTAKE_CHIEF);
}

static void ask_what_happened(struct intake *in)
{
    field_add(in, ASK_TEXT, "what", T_DESK_INTAKE_WHAT)->tall = true;
    CODES_ADD(in, ASK_CHECK, "acts", T_DESK_INTAKE_ACTS, ACT_COUNT, act_name, act_words, 1u);
    day_add_field(in, "occurred_on", T_DESK_INTAKE_OCCURRED);
    field_add(in, ASK_LINE, "occurred_time", T_DESK_INTAKE_TIME)->optional = true;
    day_add_field(in, "known_on", T_DESK_INTAKE_KNOWN);
    places_add(in);
    field_add(in, ASK_LINE, "place_detail", T_DESK_INTAKE_PLACE)->optional = true;
}

static void ask_proof_and_safety(struct intake *in, size_t *safety)
{
    struct ask_field_page *f;

    proofs_add(in);
    field_add(in, ASK_LINE, "proof_note", T_DESK_INTAKE_PROOF_NOTE)->optional = true;
    f = field_add(in, ASK_LINE, "witnesses", T_DESK_INTAKE_WITNESSES);
    f->narrow = f->numeric = f->optional = true;
    *safety = in->fields_len;
    answers_add(in, "in_progress", T_DESK_INTAKE_PROGRESS);
    answers_add(in, "threatened", T_DESK_INTAKE_THREATENED);
    CODES_ADD(in, ASK_CHECK, "exclude", T_DESK_INTAKE_EXCLUDE, AGENCY_COUNT, agency_code_name,
              agency_words, 1u);
    in->fields[in->fields_len - 1].optional = true;
}

static void ask_identity_of(struct intake *in)
{
    struct ask_field_page *f = field_add(in, ASK_LINE, "name", T_DESK_INTAKE_NAME);

    f->hint = MSG(T_DESK_INTAKE_IDENTITY_HINT);
    field_add(in, ASK_LINE, "phone", T_DESK_INTAKE_PHONE)->numeric = true;
    field_add(in, ASK_LINE, "address", T_DESK_INTAKE_ADDRESS);
    answers_add(in, "voter_here", T_DESK_INTAKE_VOTER);
    CODES_ADD(in, ASK_SELECT, "standing", T_DESK_INTAKE_STANDING, STANDING_COUNT, standing_name,
              standing_words, 1u);
}

static void ask_end(struct intake *in)
{
    struct ask_field_page *f = field_add(in, ASK_CHECK, "read_back", T_DESK_INTAKE_READ_BACK);
    struct ask_option *o = desk_options(in->rq, 1);

    if (o)
        desk_option(in->rq, &o[f->options_len++], "read_back", "yes",
                    VALUE(MSG(T_DESK_INTAKE_READ_BACK_TICK)), chosen(in, "read_back", "yes"));
    f->options = o;
}

enum err intake_ask(struct intake *in, const struct desk_intake_section **out, size_t *len)
{
    static const enum text_key titles[] = {
        T_DESK_INTAKE_PART_WHO,    T_DESK_INTAKE_PART_WHOM,     T_DESK_INTAKE_PART_WHAT,
        T_DESK_INTAKE_PART_PROOF,  T_DESK_INTAKE_PART_SAFETY,   T_DESK_INTAKE_PART_IDENTITY,
        T_DESK_INTAKE_PART_END,
    };
    struct desk_intake_section *s = ARENA_ARRAY(in->rq->cx.arena, struct desk_intake_section,
                                                COUNT_OF(titles));
    size_t from[COUNT_OF(titles) + 1] = { 0 };

    if (!s)
        return FAIL(&in->rq->cx, ERR_TOO_LARGE, "intake");
    ask_who(in);
    from[1] = in->fields_len;
    ask_whom(in);
    from[2] = in->fields_len;
    ask_what_happened(in);
    from[3] = in->fields_len;
    ask_proof_and_safety(in, &from[4]);
    from[5] = in->fields_len;
    ask_identity_of(in);
    from[6] = in->fields_len;
    ask_end(in);
    from[7] = in->fields_len;
    for (size_t i = 0; i < COUNT_OF(titles); i++)
        s[i] = (struct desk_intake_section){ MSG(titles[i]), &in->fields[from[i]],
                                             from[i + 1] - from[i] };
    *out = s;
    *len = COUNT_OF(titles);
    return OK;
}
