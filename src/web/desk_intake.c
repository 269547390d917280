/* desk_intake: a report taken down by an officer: the same questions, the same case, the
 * same code as a citizen's own. */
#include <string.h>
#include "action/file_report.h"
#include "base/codec.h"
#include "page/desk_intake.page.h"
#include "page/desk_slip.page.h"
#include "web/citizen.h"
#include "web/desk_intake.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"

#define ONCE_LEN 32
#define EVERY_PART ((1u << PART_COUNT) - 1)

struct intake_done {
    struct filing *filing;
    struct filed filed;
};

/* What makes a double click harmless: the form's own token, and whose form it is. */
static struct str once_of(struct request *rq, struct str token)
{
    char hex[2 * ID_SIZE + 1];

    hex_encode(hex, rq->officer->id.b, ID_SIZE);
    return arena_printf(rq->cx.arena, "meja|%s|%.*s", hex, STR_FMT(token));
}

static struct str once_new(struct request *rq)
{
    uint8_t raw[ONCE_LEN / 2];

    rq->cx.random(raw, sizeof raw);
    return hex_of(rq->cx.arena, (struct bytes){ raw, sizeof raw });
}

static enum err form_page(struct intake *in, int status)
{
    struct request *rq = in->rq;
    struct desk_intake_page p = { .mends = { in->mends, in->mends_len } };

    desk_top_fill(rq, DESK_NAV_INTAKE, VALUE(MSG(T_DESK_INTAKE_TITLE)), &p.top);
    p.top.error = in->mends_len > 0;
    desk_nav_fill(rq, DESK_NAV_INTAKE, &p.side, &p.bottom);
    p.csrf = p.top.csrf;
    p.once = in->posted && form_get(rq, "once").len == ONCE_LEN ? form_get(rq, "once")
                                                                : once_new(rq);
    TRY(intake_ask(in, &p.sections, &p.sections_len));
    page_desk_intake(page_begin(rq), &p);
    return reply_page(rq, status);
}

static struct intake *intake_new(struct request *rq, bool posted)
{
    struct intake *in = ARENA_NEW(rq->cx.arena, struct intake);

    if (in) {
        in->rq = rq;
        in->posted = posted;
        report_form_init(&in->form);
    }
    return in;
}

enum err get_desk_intake(struct request *rq)
{
    struct intake *in = intake_new(rq, false);

    return in ? form_page(in, 200) : FAIL(&rq->cx, ERR_TOO_LARGE, "intake");
}

/* The citizen's sentences say "you" to the citizen; these say it to the officer. */
static struct msg officer_words(enum report_fault fault)
{
    switch (fault) {
    case REPORT_MODE_MISSING:
        return MSG(T_DESK_INTAKE_MODE_MEND);
    case REPORT_CATEGORY_MISSING:
        return MSG(T_DESK_INTAKE_CATEGORY_MEND);
    case REPORT_WHAT_MISSING:
        return MSG(T_DESK_INTAKE_WHAT_MEND);
    case REPORT_NAME_MISSING:
        return MSG(T_DESK_INTAKE_NAME_MEND);
    case REPORT_CONTACT_MISSING:
        return MSG(T_DESK_INTAKE_CONTACT_MEND);
    case REPORT_FINE:
    case REPORT_TOO_LONG:
    case REPORT_DAY_IMPOSSIBLE:
    case REPORT_DAY_AHEAD:
    case REPORT_KNOWN_BEFORE:
    case REPORT_PLACE_UNKNOWN:
    case REPORT_EXCLUDES_TOO_MANY:
    case REPORT_CODE_UNKNOWN:
    case REPORT_FAULT_COUNT:
        break;
    }
    return fault_words(fault);
}

enum err check_desk_intake(struct request *rq)
{
    struct intake *in = intake_new(rq, true);
    struct intake_done *done = ARENA_NEW(rq->cx.arena, struct intake_done);
    struct report_finding bad[REPORT_FINDINGS_MAX];
    struct str token = form_get(rq, "once");
    size_t n;

    if (!in || !done)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "intake");
    intake_read(in);
    n = report_check(&in->form, EVERY_PART, today_of(rq), bad);
    for (size_t i = 0; i < n; i++)
        intake_mend(in, bad[i].field, officer_words(bad[i].fault));
    if (in->form.channel == CHANNEL_NONE)
        intake_mend(in, "channel", MSG(T_DESK_INTAKE_CHANNEL_MEND));
    if (!str_is(form_get(rq, "read_back"), "yes"))
        intake_mend(in, "read_back", MSG(T_DESK_INTAKE_READ_BACK_MEND));
    if (in->mends_len > 0)
        return form_page(in, 422);
    TRY(file_report_check(&rq->cx, rq->env, &in->form,
                          token.len == ONCE_LEN ? once_of(rq, token) : STR(""), rq->officer,
                          &done->filing));
    rq->work = done;
    return OK;
}

enum err write_desk_intake(struct request *rq, struct db *tx)
{
    struct intake_done *done = rq->work;

    rq->public_changed = true;
    return file_report_write(&rq->cx, rq->env, tx, done->filing, &done->filed);
}

/* Answered at once, not after a redirect: the code stands nowhere but on this page. */
enum err reply_desk_intake(struct request *rq)
{
    const struct intake_done *done = rq->work;
    const struct filed *filed = &done->filed;
    struct str groups[4] = { { 0 } }, rest = filed->code;
    struct desk_slip_page p = { .code = filed->code, .number = filed->number,
                                .post = rq->env->post_name, .address = rq->env->address,
                                .phone = rq->env->phone, .log = (long)filed->log_index,
                                .received = when_of(rq, filed->received_us),
                                .open = desk_case_link(rq, filed->number, NULL) };

    desk_top_fill(rq, DESK_NAV_INTAKE, VALUE(MSG(T_DESK_SLIP_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_INTAKE, &p.side, &p.bottom);
    for (size_t i = 0; i < COUNT_OF(groups) && str_cut(&rest, '-', &groups[i]); i++)
        ;
    p.g1 = groups[0];
    p.g2 = groups[1];
    p.g3 = groups[2];
    p.g4 = groups[3];
    page_desk_slip(page_begin(rq), &p);
    return reply_page(rq, 200);
}
