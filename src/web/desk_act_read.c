/* desk_act_read: from what was sent to a deed's form. Codes that are in no list are as if
 * not sent: the deed then says what is missing. */
#include "web/desk_act.h"
#include "web/desk_shell.h"

static enum answer yes_no(const struct request *rq, const char *name)
{
    if (str_is(form_get(rq, name), "yes"))
        return ANSWER_YES;
    return str_is(form_get(rq, name), "no") ? ANSWER_NO : ANSWER_NONE;
}

/* "handling_3" or "bkn_verification.bkn" */
static void clock_read(const struct request *rq, struct deed_form *out)
{
    struct str rest = form_get(rq, "clock"), name, body;

    if (!str_cut(&rest, '.', &name) || !clock_name_parse(name, &out->clock))
        return;
    if (str_cut(&rest, '.', &body) && !authority_parse(body, &out->authority))
        out->clock = CLOCK_NONE;
}

static void sets_read(const struct request *rq, struct deed_form *out)
{
    for (enum missing m = MISSING_NONE + 1; m < MISSING_COUNT; m++)
        if (form_includes(rq, "missing", str_of(missing_name(m))))
            out->missing |= CODE_BIT(m);
    for (enum authority a = AUTHORITY_NONE + 1; a < AUTHORITY_COUNT; a++)
        if (form_includes(rq, "authority", str_of(authority_name(a))))
            out->authorities |= CODE_BIT(a);
}

static uint64_t number_of(const struct request *rq, const char *name, uint64_t max)
{
    uint64_t n;

    return str_to_u64(str_trim(form_get(rq, name)), &n) && n <= max ? n : 0;
}

void deed_form_read(const struct request *rq, struct deed_form *out)
{
    *out = (struct deed_form){
        .seen = (uint32_t)number_of(rq, "seen", UINT32_MAX), .text = str_trim(form_get(rq, "text")),
        .title = str_trim(form_get(rq, "title")), .basis = str_trim(form_get(rq, "basis")),
        .number = str_trim(form_get(rq, "number")),
        .register_number = str_trim(form_get(rq, "register_number")),
        .sure = str_is(form_get(rq, "sure"), "yes"), .formal = yes_no(rq, "formal"),
        .material = yes_no(rq, "material"), .by = (int)number_of(rq, "by", 99),
        .task = (uint32_t)number_of(rq, "task", 1000),
    };
    if (!category_parse(form_get(rq, "category"), &out->category))
        out->category = CATEGORY_NONE;
    if (!intake_parse(form_get(rq, "intake"), &out->intake))
        out->intake = INTAKE_NONE;
    if (!urgency_parse(form_get(rq, "urgency"), &out->urgency))
        out->urgency = URGENCY_NONE;
    if (!result_parse(form_get(rq, "result"), &out->result))
        out->result = RESULT_NONE;
    sets_read(rq, out);
    if (!authority_parse(form_get(rq, "authority"), &out->authority))
        out->authority = AUTHORITY_NONE;
    if (form_get(rq, "clock").len > 0) {
        out->authority = AUTHORITY_NONE;
        clock_read(rq, out);
    }
    desk_day_read(rq, "on", &out->on_given, &out->on);
}
