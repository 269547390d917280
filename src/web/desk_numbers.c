/*
 * desk_numbers: /meja/angka: the newest attested numbers beside the agency's own count, and its
 * answer. The recount reads every case the agency holds: the slow lane's work.
 */
#include "action/sign_off.h"
#include "base/codec.h"
#include "page/desk_numbers.page.h"
#include "web/attested.h"
#include "web/citizen.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"

#define FAULTS_SHOWN 10

struct numbers_work {
    struct sign_off s;
    struct day day;
    struct str sha256;
    enum attested_says says;
    bool changed;
};

/* ---- the page ---- */

static enum err group_fill(struct request *rq, const struct sign_off *s,
                           enum attested_dimension of, struct desk_numbers_group *out)
{
    struct desk_numbers_row *rows =
        ARENA_ARRAY(rq->cx.arena, struct desk_numbers_row, s->lines_len + 1);

    if (!rows)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "numbers");
    *out = (struct desk_numbers_group){ attested_group_title(of), rows, 0 };
    for (size_t i = 0; i < s->lines_len; i++) {
        const struct sign_off_line *l = &s->lines[i];

        if (l->of == of)
            rows[out->rows_len++] = (struct desk_numbers_row){
                attested_label(of, arena_copy(rq->cx.arena, str_of(l->code))), (int64_t)l->told,
                (int64_t)l->own, l->on, l->told != l->own,
            };
    }
    return OK;
}

/* The sum, then each dimension that has a told cell. */
static enum err groups_fill(struct request *rq, const struct sign_off *s,
                            struct desk_numbers_page *p)
{
    struct desk_numbers_group *groups =
        ARENA_ARRAY(rq->cx.arena, struct desk_numbers_group, ATTESTED_DIMENSIONS + 1);
    struct desk_numbers_row *sum = ARENA_NEW(rq->cx.arena, struct desk_numbers_row);

    if (!groups || !sum)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "numbers");
    *sum = (struct desk_numbers_row){ VALUE(MSG(T_NUMBERS_SUM)), (int64_t)s->table.cases,
                                      (int64_t)s->own_cases, s->cases_on,
                                      s->table.cases != s->own_cases };
    groups[0] = (struct desk_numbers_group){ MSG(T_NONE), sum, 1 };
    p->groups = groups;
    p->groups_len = 1;
    for (int d = 0; d < ATTESTED_DIMENSIONS; d++) {
        struct desk_numbers_group *g = &groups[p->groups_len];

        TRY(group_fill(rq, s, (enum attested_dimension)d, g));
        p->groups_len += g->rows_len > 0;
    }
    return OK;
}

static void judge(struct request *rq, const struct sign_off *s, struct desk_numbers_page *p)
{
    size_t faults = s->faults.len + s->faults.more;

    p->altered = s->text_altered;
    if (s->differ)
        p->differ = SAY(rq, T_NUMBERS_DIFFER, HOLE("n", (int64_t)s->differ));
    if (faults)
        p->faulty = SAY(rq, T_NUMBERS_FAULTY, HOLE("n", (int64_t)faults));
    p->faults = s->faults.at;
    p->faults_len = s->faults.len < FAULTS_SHOWN ? s->faults.len : FAULTS_SHOWN;
    p->good = !s->text_altered && !s->differ && !faults;
    if (p->good)
        p->fine = SAY(rq, T_NUMBERS_FINE, HOLE("agency", rq->officer->of->name));
}

static enum err page_fill(struct request *rq, const struct numbers_work *w,
                          struct desk_numbers_page *p)
{
    const struct sign_off *s = &w->s;

    desk_top_fill(rq, DESK_NAV_NUMBERS, VALUE(MSG(T_NUMBERS_TITLE)), &p->top);
    desk_nav_fill(rq, DESK_NAV_NUMBERS, &p->side, &p->bottom);
    p->there = s->there;
    if (!s->there)
        return OK;
    p->csrf = p->top.csrf;
    p->day = day_text(rq->cx.arena, s->day);
    p->sha256 = hex_of(rq->cx.arena, (struct bytes){ s->sha256, sizeof s->sha256 });
    p->as_of = SAY(rq, T_NUMBERS_AS_OF, HOLE("day", s->day));
    p->checked = SAY(rq, T_NUMBERS_CHECKED, HOLE("n", (int64_t)s->held),
                     HOLE("checked", (int64_t)s->checked));
    if (s->answer.says != ATTESTED_SILENT)
        p->said = MSG(s->answer.says == ATTESTED_CONFIRMED ? T_NUMBERS_SAID_CONFIRMED
                                                           : T_NUMBERS_SAID_DISPUTED);
    p->may_confirm = s->answer.says != ATTESTED_CONFIRMED;
    p->may_dispute = s->answer.says != ATTESTED_DISPUTED;
    judge(rq, s, p);
    return groups_fill(rq, s, p);
}

enum err reply_desk_numbers(struct request *rq)
{
    const struct numbers_work *w = rq->work;
    struct str done = form_get(rq, "hasil");
    struct desk_numbers_page *p = ARENA_NEW(rq->cx.arena, struct desk_numbers_page);

    if (!p)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "page");
    TRY(page_fill(rq, w, p));
    p->changed = str_is(done, "changed");
    if (str_is(done, "confirmed"))
        p->done = MSG(T_NUMBERS_DONE_CONFIRMED);
    else if (str_is(done, "disputed"))
        p->done = MSG(T_NUMBERS_DONE_DISPUTED);
    page_desk_numbers(page_begin(rq), p);
    return reply_page(rq, 200);
}

static enum err work_new(struct request *rq, struct numbers_work **out)
{
    *out = ARENA_NEW(rq->cx.arena, struct numbers_work);
    return *out ? OK : FAIL(&rq->cx, ERR_TOO_LARGE, "numbers");
}

enum err check_desk_numbers(struct request *rq)
{
    struct numbers_work *w;

    TRY(work_new(rq, &w));
    TRY(sign_off_read(&rq->cx, rq->env, rq->db, rq->officer, &w->s));
    rq->work = w;
    return OK;
}

/* ---- the answer ---- */

enum err check_desk_sign_off(struct request *rq)
{
    struct str answer = form_get(rq, "answer");
    struct numbers_work *w;

    TRY(work_new(rq, &w));
    w->says = str_is(answer, "confirmed")  ? ATTESTED_CONFIRMED
              : str_is(answer, "disputed") ? ATTESTED_DISPUTED
                                           : ATTESTED_SILENT;
    w->sha256 = form_get(rq, "sha256");
    if (w->says == ATTESTED_SILENT || !day_parse(form_get(rq, "day"), &w->day))
        return reply_see_other(rq, STR("/meja/angka")); /* not from our form */
    rq->work = w;
    return OK;
}

enum err write_desk_sign_off(struct request *rq, struct db *tx)
{
    struct numbers_work *w = rq->work;
    bool added = false;
    enum err err = sign_off_write(&rq->cx, rq->env, tx, rq->officer, w->day, w->sha256, w->says,
                                  &added);

    if (err == ERR_CONFLICT || err == ERR_NOT_FOUND) {
        w->changed = true;
        return OK;
    }
    rq->public_changed = added;
    return err;
}

enum err reply_desk_sign_off(struct request *rq)
{
    const struct numbers_work *w = rq->work;

    if (w->changed)
        return reply_see_other(rq, STR("/meja/angka?hasil=changed"));
    return reply_see_other(rq, w->says == ATTESTED_CONFIRMED ? STR("/meja/angka?hasil=confirmed")
                                                             : STR("/meja/angka?hasil=disputed"));
}
