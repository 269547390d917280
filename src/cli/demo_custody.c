/* demo_custody: see the header. The numbers are those of cases whose path asks for a confidential
 * name (demo_cases.c), and of one with none. */
#include "cli/demo_custody.h"
#include "action/open_identity.h"
#include "action/recuse.h"

#define WAITING 7
#define REFUSED 20
#define OPENED 25
#define RECUSED 4

#define WHY "Saksi dan pelapor tinggal sekampung. Pelapor perlu dilindungi sebelum saksi diperiksa."
#define WHY_NOT "Perlindungan dapat diberikan lewat percakapan, tanpa nama."

enum what { ASK, AGREE, REFUSE, OPEN, RECUSE };

static enum err act(const struct demo_custody *d, const struct officer_session *by, size_t of,
                    enum what what)
{
    struct read_case *rc = ARENA_NEW(d->cx->arena, struct read_case);
    struct custody_deed *deed = ARENA_NEW(d->cx->arena, struct custody_deed);
    struct custody_form form = { .text = what == REFUSE ? STR(WHY_NOT) : STR(WHY) };
    enum custody_bad bad = CUSTODY_OK;
    struct cx *cx = d->cx;

    if (!rc || !deed)
        return FAIL(cx, ERR_TOO_LARGE, "demo case");
    TRY(read_case(cx, d->env, d->db, by, d->cases[of].number, rc));
    form.seen = rc->head.state.events;
    if (what == ASK)
        TRY(identity_ask_check(cx, d->env, d->db, by, rc, &form, deed, &bad));
    else if (what == OPEN)
        TRY(identity_open_check(cx, d->env, d->db, by, rc, &form, deed, &bad));
    else if (what == RECUSE)
        TRY(recuse_check(cx, d->env, d->db, by, rc, &form, deed, &bad));
    else
        TRY(identity_answer_check(cx, d->env, d->db, by, rc, &form, what == AGREE, deed, &bad));
    if (bad != CUSTODY_OK)
        return FAIL(cx, ERR_INVALID, "demo case %zu: step %d is refused: %d", of, (int)what,
                    (int)bad);
    return custody_write(cx, d->env, d->db, deed);
}

/* The first officer of the n-th agency that has the case and is not excluded from it. */
static enum err holder(const struct demo_custody *d, size_t of, size_t n,
                       const struct officer_session **out)
{
    *out = NULL;
    for (size_t i = 0; i < d->officers_len; i++) {
        const struct officer_session *who = d->officers[i];
        struct case_head head;

        if (!who->secrets.custodian)
            continue;
        TRY(case_head_load(d->cx, d->env, d->db, d->cases[of].id, &head));
        if (!(head.state.excluded & CODE_BIT(who->agency)) && n-- == 0) {
            *out = who;
            return OK;
        }
    }
    return OK;
}

/* The first asks; each of the first `agree` agrees and of those behind them `refuse` refuse. */
static enum err ask(const struct demo_custody *d, size_t of, size_t agree, size_t refuse)
{
    const struct officer_session *who;
    bool can_open = false;
    struct case_head head;

    if (of >= d->cases_len || !d->cases[of].filed)
        return OK;
    TRY(case_head_load(d->cx, d->env, d->db, d->cases[of].id, &head));
    if (head.state.mode == MODE_CONFIDENTIAL)
        TRY(identity_can_open(d->cx, d->env, d->db, &head, &can_open));
    TRY(holder(d, of, 0, &who));
    if (!who || !can_open)
        return OK;
    TRY(act(d, who, of, ASK));
    for (size_t n = 0; n < agree + refuse; n++) {
        TRY(holder(d, of, n, &who));
        TRY(case_head_load(d->cx, d->env, d->db, d->cases[of].id, &head));
        if (who && head.state.identity.stage == IDENTITY_ASKED)
            TRY(act(d, who, of, n < agree ? AGREE : REFUSE));
    }
    return OK;
}

/* The second officer of Bawaslu, so that the first is left. */
static enum err step_back(const struct demo_custody *d)
{
    if (RECUSED >= d->cases_len || !d->cases[RECUSED].filed)
        return OK;
    for (size_t i = 1; i < d->officers_len; i++)
        if (d->officers[i]->agency == AGENCY_BAWASLU
            && d->officers[i - 1]->agency == AGENCY_BAWASLU)
            return act(d, d->officers[i], RECUSED, RECUSE);
    return OK;
}

static enum err ask_all(const struct demo_custody *d)
{
    TRY(ask(d, WAITING, 2, 0));
    TRY(ask(d, REFUSED, 1, 4));
    TRY(ask(d, OPENED, 3, 0));
    return step_back(d);
}

static enum err open_one(const struct demo_custody *d)
{
    const struct officer_session *who;
    struct case_head head;

    if (OPENED >= d->cases_len || !d->cases[OPENED].filed)
        return OK;
    TRY(case_head_load(d->cx, d->env, d->db, d->cases[OPENED].id, &head));
    TRY(holder(d, OPENED, 0, &who));
    return who && head.state.identity.stage == IDENTITY_ASKED ? act(d, who, OPENED, OPEN) : OK;
}

static enum err batch(const struct demo_custody *d, struct ledger *ledger,
                      enum err (*run)(const struct demo_custody *d))
{
    AUTO(db_end) struct db *tx = NULL;

    TRY(db_begin(d->cx, d->db, &tx));
    TRY(run(d));
    TRY(ledger_end(ledger, d->cx, tx));
    TRY(db_commit(d->cx, tx));
    return ledger_settle(ledger, d->cx, true);
}

enum err demo_custody(const struct demo_custody *d, struct ledger *ledger)
{
    enum err err;

    TRY(batch(d, ledger, ask_all));
    d->env->ledger = ledger;
    err = batch(d, ledger, open_one);
    d->env->ledger = NULL;
    return err;
}
