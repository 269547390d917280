/* desk_facts: what a report says, and what the rules and the clocks make of it, in words. */
#include <string.h>
#include "page/words.h"
#include "web/desk_case.h"
#include "web/desk_shell.h"

#define FACTS_MAX 20

struct facts {
    struct request *rq;
    struct desk_fact_page *at;
    size_t len;
};

static void fact_add(struct facts *f, enum text_key label, struct value value)
{
    if (f->len < FACTS_MAX)
        f->at[f->len++] = (struct desk_fact_page){ MSG(label), value };
}

static void fact_text(struct facts *f, enum text_key label, struct str text)
{
    if (text.len > 0)
        fact_add(f, label, VALUE(text));
}

/* "A, B, C" in the reader's language. */
static void list_word(struct facts *f, struct buf *b, struct msg words)
{
    if (b->len > 0)
        buf_lit(b, ", ");
    buf_str(b, msg_text(f->rq->cx.arena, f->rq->lang, words));
}

static void acts_fact(struct facts *f, unsigned acts)
{
    struct buf b = buf_in(f->rq->cx.arena, 2000);

    for (enum act a = ACT_NONE + 1; a < ACT_COUNT; a++)
        if (acts & CODE_BIT(a))
            list_word(f, &b, act_words(a));
    fact_text(f, T_DESK_FACT_ACTS, buf_view(&b));
}

static void proofs_fact(struct facts *f, unsigned proofs)
{
    struct buf b = buf_in(f->rq->cx.arena, 2000);

    for (unsigned one = PROOF_PHOTO; one <= PROOF_OTHER; one <<= 1)
        if (proofs & one)
            list_word(f, &b, proof_words((enum proof_kind)one));
    if (b.len > 0)
        fact_text(f, T_DESK_FACT_PROOF, buf_view(&b));
    else
        fact_add(f, T_DESK_FACT_PROOF, VALUE(MSG(T_DESK_NONE)));
}

static void place_fact(struct facts *f, const struct report_form *r)
{
    struct buf b = buf_in(f->rq->cx.arena, 2000);
    struct str parts[] = { r->place_detail, desk_kecamatan(f->rq, r->desa),
                           desk_kecamatan(f->rq, r->kecamatan) };

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].len == 0)
            continue;
        if (b.len > 0)
            buf_lit(&b, ", ");
        if (i == 2)
            buf_lit(&b, "Kec. ");
        buf_str(&b, parts[i]);
    }
    fact_text(f, T_DESK_FACT_PLACE, buf_view(&b));
}

static void when_facts(struct facts *f, const struct report_form *r)
{
    struct buf b = buf_in(f->rq->cx.arena, 1000);

    if (day_known(r->occurred_on))
        buf_str(&b, value_text(f->rq->cx.arena, f->rq->lang, VALUE(r->occurred_on)));
    if (r->occurred_time.len > 0) {
        buf_lit(&b, b.len ? ", " : "");
        buf_str(&b, r->occurred_time);
    }
    fact_text(f, T_DESK_FACT_WHEN, buf_view(&b));
    if (day_known(r->known_on))
        fact_add(f, T_DESK_FACT_KNOWN, VALUE(r->known_on));
}

static const struct read_event *owner_event(const struct read_case *rc)
{
    for (size_t i = rc->events_len; i-- > 0;)
        if (rc->events[i].event.kind == EVENT_CASE_TAKEN)
            return &rc->events[i];
    return NULL;
}

enum err desk_facts_fill(struct request *rq, const struct read_case *rc,
                         const struct desk_fact_page **out, size_t *len)
{
    const struct report_form *r = &rc->report;
    const struct read_event *owner = owner_event(rc);
    struct facts f = { .rq = rq };
    struct hole *n = ARENA_NEW(rq->cx.arena, struct hole);

    f.at = ARENA_ARRAY(rq->cx.arena, struct desk_fact_page, FACTS_MAX);
    if (!f.at || !n)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "facts");
    fact_text(&f, T_DESK_FACT_REPORTED, r->reported);
    if (r->role != ROLE_NONE)
        fact_add(&f, T_DESK_FACT_ROLE, VALUE(role_words(r->role)));
    else if (r->body != BODY_NONE)
        fact_add(&f, T_DESK_FACT_ROLE, VALUE(body_words(r->body)));
    fact_text(&f, T_DESK_FACT_UNIT, r->unit);
    acts_fact(&f, r->acts);
    place_fact(&f, r);
    when_facts(&f, r);
    if (r->in_progress != ANSWER_NONE)
        fact_add(&f, T_DESK_FACT_PROGRESS, VALUE(answer_words(r->in_progress)));
    proofs_fact(&f, r->proofs);
    fact_text(&f, T_DESK_FACT_PROOF_NOTE, r->proof_note);
    if (r->witnesses >= 0) {
        *n = HOLE("n", r->witnesses);
        fact_add(&f, T_DESK_FACT_WITNESSES,
                 VALUE(((struct msg){ .key = T_DESK_WITNESS_N, .holes = n, .holes_len = 1 })));
    }
    if (r->standing != STANDING_NONE)
        fact_add(&f, T_DESK_FACT_STANDING, VALUE(standing_words(r->standing)));
    fact_add(&f, T_DESK_FACT_CHANNEL, VALUE(channel_words(rc->head.state.channel)));
    if (rc->head.state.timeliness != TIMELINESS_NONE)
        fact_add(&f, T_DESK_FACT_TIMELINESS, VALUE(timeliness_words(rc->head.state.timeliness)));
    if (owner)
        fact_text(&f, T_DESK_FACT_OWNER, owner->officer);
    else
        fact_add(&f, T_DESK_FACT_OWNER, VALUE(MSG(T_DESK_ROW_NOBODY)));
    *out = f.at;
    *len = f.len;
    return OK;
}

enum err desk_routes_fill(struct request *rq, const struct read_case *rc,
                          const struct triage_findings *found, const struct desk_route_page **out,
                          size_t *len)
{
    struct desk_route_page *list =
        ARENA_ARRAY(rq->cx.arena, struct desk_route_page, found->routes_len + 1);

    if (!list)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "routes");
    for (size_t i = 0; i < found->routes_len; i++) {
        const struct triage_route *r = &found->routes[i];

        list[i] = (struct desk_route_page){
            .authority = authority_words(r->to), .basis = r->basis, .why = r->why, .due = r->due_on,
            .unverified = !r->verified,
            .referred = case_referral_find(&rc->head.state, r->to) != NULL,
        };
    }
    *out = list;
    *len = found->routes_len;
    return OK;
}

static enum desk_clock_look look_of(const struct request *rq, const struct case_clock *c)
{
    switch (c->state) {
    case CLOCK_MET:
        return c->late ? DESK_CLOCK_MET_LATE : DESK_CLOCK_MET;
    case CLOCK_MISSED:
        return DESK_CLOCK_LATE;
    case CLOCK_PAUSED:
        return DESK_CLOCK_PAUSED;
    case CLOCK_CANCELLED:
        return DESK_CLOCK_ENDED;
    case CLOCK_RUNNING:
    case CLOCK_STATE_COUNT:
        break;
    }
    if (c->due_us <= rq->cx.now_us)
        return DESK_CLOCK_LATE;
    return c->due_us - rq->cx.now_us < DAY_US ? DESK_CLOCK_SOON : DESK_CLOCK_RUNS;
}

static void clock_fill(struct request *rq, const struct case_clock *c,
                       const struct clock *working, struct desk_clock_page *out)
{
    enum desk_clock_look look = look_of(rq, c);
    bool met = look == DESK_CLOCK_MET || look == DESK_CLOCK_MET_LATE;
    int64_t until = met || look == DESK_CLOCK_ENDED ? c->ended_us : rq->cx.now_us;
    int64_t span = met ? c->ended_us - c->starts_us : c->due_us - until;
    int64_t whole = c->due_us - c->starts_us, gone = until - c->starts_us;

    *out = (struct desk_clock_page){
        .name = clock_words(c->name), .authority = authority_words(c->authority), .look = look,
        .span = { (span < 0 ? -span : span) / 1000000 },
        .bar = whole <= 0 || gone >= whole ? 100 : gone <= 0 ? 0 : (int)(gone * 100 / whole),
        .due = desk_due_words(rq, c->due_us),
        .strict = c->state == CLOCK_RUNNING && day_known(c->strict_due_on)
                          && c->strict_due_on.n != c->due_on.n
                      ? c->strict_due_on
                      : DAY_NONE,
        .working = working->explained,
    };
}

static bool alive(const struct case_clock *c)
{
    return c->state == CLOCK_RUNNING || c->state == CLOCK_MISSED || c->state == CLOCK_PAUSED;
}

/* Those that still ask something stand first. */
enum err desk_clocks_fill(struct request *rq, const struct read_case *rc,
                          const struct desk_clock_page **out, size_t *len)
{
    const struct case_state *s = &rc->head.state;
    struct desk_clock_page *clocks = ARENA_ARRAY(rq->cx.arena, struct desk_clock_page,
                                                 CASE_CLOCKS_MAX);
    size_t n = 0;

    if (!clocks)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "clocks");
    for (int first = 1; first >= 0; first--)
        for (size_t i = 0; i < s->clocks_len; i++) {
            struct clock working;

            if (alive(&s->clocks[i]) != (first == 1))
                continue;
            TRY(case_clock_working(&rq->cx, rq->env, rc, i, &working));
            clock_fill(rq, &s->clocks[i], &working, &clocks[n++]);
        }
    *out = clocks;
    *len = n;
    return OK;
}
