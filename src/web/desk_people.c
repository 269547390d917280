/* desk_people: the officers of an agency, or of the whole post for its administrators. */
#include "web/desk_people.h"
#include "page/desk_people.page.h"
#include "page/words.h"
#include "web/desk_shell.h"
#include "web/people_routes.h"

struct people_by desk_people_by(const struct request *rq)
{
    bool post = rq->route->needs == MAY_ADMINISTER;

    return (struct people_by){ .scope = post ? PEOPLE_OF_POST : PEOPLE_OF_AGENCY,
                               .id = rq->officer->id,
                               .of = rq->officer->of };
}

struct link desk_people_link(struct request *rq, struct str login, const char *step)
{
    const char *base = rq->route->needs == MAY_ADMINISTER ? "pengelola" : "petugas";
    struct link link = { 0 };

    if (!step)
        (void)!LINK(rq->cx.arena, &link, "/meja/{}", str_of(base));
    else if (!login.len)
        (void)!LINK(rq->cx.arena, &link, "/meja/{}/{}", str_of(base), str_of(step));
    else
        (void)!LINK(rq->cx.arena, &link, "/meja/{}/{}/{}", str_of(base), login, str_of(step));
    return link;
}

struct msg desk_role_words(enum officer_role role)
{
    static const enum text_key words[OFFICER_ROLE_COUNT] = {
        [OFFICER_DUTY] = T_PEOPLE_ROLE_DUTY,     [OFFICER_CASE] = T_PEOPLE_ROLE_CASE,
        [OFFICER_HEAD] = T_PEOPLE_ROLE_HEAD,     [OFFICER_CUSTODIAN] = T_PEOPLE_ROLE_CUSTODIAN,
        [OFFICER_PUBLIC] = T_PEOPLE_ROLE_PUBLIC, [OFFICER_ADMIN] = T_PEOPLE_ROLE_ADMIN,
    };
    return MSG(words[role]);
}

struct msg desk_role_may_words(enum officer_role role)
{
    static const enum text_key words[OFFICER_ROLE_COUNT] = {
        [OFFICER_DUTY] = T_PEOPLE_ROLE_DUTY_MAY,
        [OFFICER_CASE] = T_PEOPLE_ROLE_CASE_MAY,
        [OFFICER_HEAD] = T_PEOPLE_ROLE_HEAD_MAY,
        [OFFICER_CUSTODIAN] = T_PEOPLE_ROLE_CUSTODIAN_MAY,
        [OFFICER_PUBLIC] = T_PEOPLE_ROLE_PUBLIC_MAY,
        [OFFICER_ADMIN] = T_PEOPLE_ROLE_ADMIN_MAY,
    };
    return MSG(words[role]);
}

static struct msg state_words(enum person_state state)
{
    static const enum text_key words[] = {
        [PERSON_NEW] = T_PEOPLE_STATE_NEW,
        [PERSON_LAPSED] = T_PEOPLE_STATE_LAPSED,
        [PERSON_ACTIVE] = T_PEOPLE_STATE_ACTIVE,
        [PERSON_LEFT] = T_PEOPLE_STATE_LEFT,
    };
    return MSG(words[state]);
}

static enum err row_fill(struct request *rq, const struct person *who, bool of_post,
                         struct desk_people_row *out)
{
    struct msg *roles = ARENA_ARRAY(rq->cx.arena, struct msg, OFFICER_ROLE_COUNT);
    int zone = rq->env->zone_minutes;

    if (!roles)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "people");
    *out = (struct desk_people_row){
        .login = who->login,
        .name = who->name,
        .roles = roles,
        .state = state_words(who->state),
        .active = who->state == PERSON_ACTIVE,
        .left = who->state == PERSON_LEFT,
        .lapsed = who->state == PERSON_LAPSED,
        .waits = who->waits,
        .self = who->self,
        .seen = who->signed_in_us ? day_at(who->signed_in_us, zone) : DAY_NONE,
        .until = who->until_us ? day_at(who->until_us, zone) : DAY_NONE,
        .second_factor = who->second_factor,
    };
    if (of_post)
        out->agency = agency_words(who->of->code);
    for (enum officer_role r = 0; r < OFFICER_ROLE_COUNT; r++)
        if (who->roles & ROLE_BIT(r))
            roles[out->roles_len++] = desk_role_words(r);
    if (who->may[PERSON_ROLES])
        out->roles_do = desk_people_link(rq, who->login, "peran");
    if (who->may[PERSON_END])
        out->end_do = desk_people_link(rq, who->login, "akhiri");
    if (who->may[PERSON_RESET])
        out->reset_do = desk_people_link(rq, who->login, "ulang");
    if (who->may[PERSON_GRANT])
        out->grant_do = desk_people_link(rq, who->login, "kunci");
    return OK;
}

static struct msg done_words(struct str step)
{
    static const struct {
        const char *step;
        enum text_key words;
    } table[] = {
        { "peran", T_PEOPLE_ROLES_DONE }, { "peran-kunci", T_PEOPLE_ROLES_DONE },
        { "akhiri", T_PEOPLE_END_DONE },  { "akhiri-kunci", T_PEOPLE_END_DONE },
        { "kunci", T_PEOPLE_GRANT_DONE },
    };

    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (str_is(step, table[i].step))
            return MSG(table[i].words);
    return (struct msg){ 0 };
}

enum err get_desk_people(struct request *rq)
{
    struct people_by by = desk_people_by(rq);
    struct desk_people_page p = { .of_post = by.scope == PEOPLE_OF_POST,
                                  .done = done_words(form_get(rq, "hasil")) };
    struct desk_people_row *rows;
    struct people people;

    TRY(people_list(&rq->cx, rq->env, rq->db, &by, &people));
    rows = ARENA_ARRAY(rq->cx.arena, struct desk_people_row, people.len + 1);
    if (!rows)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "people");
    for (size_t i = 0; i < people.len; i++)
        TRY(row_fill(rq, &people.at[i], p.of_post, &rows[i]));
    p.people = rows;
    p.people_len = people.len;
    p.add = desk_people_link(rq, STR(""), "baru");
    p.renew_hint = str_is(form_get(rq, "hasil"), "akhiri-kunci")
                   || str_is(form_get(rq, "hasil"), "peran-kunci");
    if (officer_may(rq->officer, MAY_MANAGE_PEOPLE))
        (void)!link_local(STR("/meja/lembaga/kunci"), &p.renew);
    desk_top_fill(rq, p.of_post ? DESK_NAV_POST : DESK_NAV_PEOPLE,
                  VALUE(MSG(p.of_post ? T_PEOPLE_POST_TITLE : T_PEOPLE_TITLE)), &p.top);
    desk_nav_fill(rq, p.of_post ? DESK_NAV_POST : DESK_NAV_PEOPLE, &p.side, &p.bottom);
    page_desk_people(page_begin(rq), &p);
    return reply_page(rq, 200);
}
