/* desk_first: "/meja": the inbox for who reads cases; for the others what they may do, and for
 * who waits for his agency's keys, who can hand them to him. */
#include "action/people.h"
#include "page/desk_first.page.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"

static bool waits(const struct officer_session *s)
{
    return !s->secrets.keyed && roles_need_keys(s->roles);
}

/* The heads of his agency who have what he lacks. */
static enum err helpers_fill(struct request *rq, struct desk_first_page *p)
{
    const struct people_by by = { .scope = PEOPLE_OF_AGENCY,
                                  .id = rq->officer->id,
                                  .of = rq->officer->of };
    struct people people;
    struct str *names;

    TRY(people_list(&rq->cx, rq->env, rq->db, &by, &people));
    names = ARENA_ARRAY(rq->cx.arena, struct str, people.len + 1);
    if (!names)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "helpers");
    p->helpers = names;
    for (size_t i = 0; i < people.len; i++) {
        const struct person *who = &people.at[i];

        if (!who->self && who->keyed && roles_may(who->roles, MAY_MANAGE_PEOPLE)
            && (who->state == PERSON_ACTIVE || who->state == PERSON_NEW))
            names[p->helpers_len++] = who->name;
    }
    return OK;
}

enum err get_desk_first(struct request *rq)
{
    struct desk_first_page p = { 0 };

    if (officer_may(rq->officer, MAY_READ_CASES))
        return get_desk_inbox(rq);
    p.waits = waits(rq->officer);
    if (p.waits)
        TRY(helpers_fill(rq, &p));
    p.administers = officer_may(rq->officer, MAY_ADMINISTER);
    p.is_public = rq->officer->roles & ROLE_BIT(OFFICER_PUBLIC);
    p.holds_shares = officer_may(rq->officer, MAY_HOLD_SHARES);
    (void)!link_local(STR("/meja/pengelola"), &p.people);
    (void)!link_local(STR("/transparansi"), &p.transparency);
    (void)!link_local(STR("/catatan/papan"), &p.board);
    desk_top_fill(rq, DESK_NAV_FIRST, VALUE(MSG(T_DESK_FIRST_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_FIRST, &p.side, &p.bottom);
    page_desk_first(page_begin(rq), &p);
    return reply_page(rq, 200);
}
