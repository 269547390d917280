/* desk_person: the forms by which officers are let in and out, each with the password once more.
 * A slip's words are in the answer to its form and nowhere else. */
#include "page/desk_invitation.page.h"
#include "page/desk_person.page.h"
#include "page/qr.h"
#include "page/words.h"
#include "web/desk_people.h"
#include "web/desk_shell.h"
#include "web/people_routes.h"

#define FIELDS_MAX 4
#define MENDS_MAX 8

static const struct person_kind {
    const char *step; /* the address's last part */
    enum person_deed deed;
    enum text_key title, lead, warn, submit;
    bool warns;
} kinds[] = {
    { "baru", PERSON_ADD, T_PEOPLE_ADD, T_PEOPLE_ADD_LEAD, T_NONE, T_PEOPLE_ADD_SUBMIT, false },
    { "peran", PERSON_ROLES, T_PEOPLE_ROLES, T_PEOPLE_ROLES_LEAD, T_NONE, T_PEOPLE_ROLES_SUBMIT,
      false },
    { "akhiri", PERSON_END, T_PEOPLE_END, T_PEOPLE_END_LEAD, T_PEOPLE_END_WARN, T_PEOPLE_END_SUBMIT,
      true },
    { "ulang", PERSON_RESET, T_PEOPLE_RESET, T_PEOPLE_RESET_LEAD, T_PEOPLE_RESET_WARN,
      T_PEOPLE_RESET_SUBMIT, true },
    { "kunci", PERSON_GRANT, T_PEOPLE_GRANT, T_PEOPLE_GRANT_LEAD, T_PEOPLE_GRANT_WARN,
      T_PEOPLE_GRANT_SUBMIT, false },
};

/* A form being put together, and what became of it. */
struct person_work {
    const struct person_kind *kind;
    struct people_by by;
    struct person who; /* not for PERSON_ADD */
    bool by_custodian; /* may make a custodian */
    unsigned roles;    /* chosen, or as they are */
    struct new_officer new;
    const struct agency *agency;
    unsigned faults;
    bool agency_missing;
    struct person_plan *plan;
    struct ask_field_page fields[FIELDS_MAX];
    struct mend mends[MENDS_MAX];
    size_t mends_len;
};

static const struct person_kind *kind_of(const struct request *rq)
{
    struct str path = str_of(rq->route->path);

    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_ends(path, str_of(kinds[i].step)))
            return &kinds[i];
    return NULL;
}

static enum err work_open(struct request *rq, struct person_work **out)
{
    struct person_work *w = ARENA_NEW(rq->cx.arena, struct person_work);
    struct people people;

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "person");
    w->kind = kind_of(rq);
    w->by = desk_people_by(rq);
    w->new = (struct new_officer){ .login = STR(""), .name = STR("") };
    TRY(people_list(&rq->cx, rq->env, rq->db, &w->by, &people));
    w->by_custodian = people.custodian || w->by.scope == PEOPLE_OF_POST;
    if (w->kind->deed != PERSON_ADD) {
        TRY(people_find(&rq->cx, rq->env, rq->db, &w->by, rq->args[0], &w->who));
        if (!w->who.may[w->kind->deed])
            return FAIL(&rq->cx, ERR_NOT_FOUND, "no such officer");
        w->roles = w->who.roles;
    }
    *out = w;
    return OK;
}

/* ---- what is asked ---- */

static bool offered(const struct person_work *w, enum officer_role role)
{
    return role != OFFICER_ADMIN || w->by.scope == PEOPLE_OF_POST;
}

static struct ask_field_page roles_ask(struct request *rq, const struct person_work *w)
{
    struct ask_option *options = desk_options(rq, OFFICER_ROLE_COUNT);
    struct ask_field_page f = { .kind = ASK_CHECK,
                                .name = STR("roles"),
                                .tight = true,
                                .label = MSG(T_PEOPLE_COL_ROLES),
                                .options = options };

    for (enum officer_role r = 0; options && r < OFFICER_ROLE_COUNT; r++) {
        struct ask_option *o = &options[f.options_len];

        if (!offered(w, r))
            continue;
        desk_option(rq, o, "roles", officer_role_name(r), VALUE(desk_role_words(r)),
                    w->roles & ROLE_BIT(r));
        o->hint = desk_role_may_words(r);
        if (r == OFFICER_CUSTODIAN && !w->by_custodian && !w->who.custodian) {
            o->off = true;
            o->hint = MSG(T_PEOPLE_ROLE_CUSTODIAN_ONLY);
        }
        f.options_len++;
    }
    return f;
}

static struct ask_field_page agency_ask(struct request *rq, const struct person_work *w)
{
    struct ask_option *options = desk_options(rq, rq->env->agencies_len + 1);
    struct ask_field_page f = { .kind = ASK_SELECT,
                                .name = STR("agency"),
                                .label = MSG(T_PEOPLE_ADD_AGENCY),
                                .options = options };

    if (!options)
        return f;
    options[f.options_len++] = desk_none();
    for (size_t i = 0; i < rq->env->agencies_len; i++) {
        const struct agency *a = &rq->env->agencies[i];

        desk_option(rq, &options[f.options_len++], "agency", agency_code_name(a->code),
                    VALUE(agency_words(a->code)), w->agency == a);
    }
    return f;
}

static size_t fields_ask(struct request *rq, struct person_work *w)
{
    size_t n = 0;

    if (w->kind->deed == PERSON_ADD) {
        if (w->by.scope == PEOPLE_OF_POST)
            w->fields[n++] = agency_ask(rq, w);
        w->fields[n++] = (struct ask_field_page){ .kind = ASK_LINE,
                                                  .name = STR("name"),
                                                  .label = MSG(T_PEOPLE_ADD_NAME),
                                                  .value = w->new.name,
                                                  .complete = STR("off"),
                                                  .max = 100 };
        w->fields[n++] = (struct ask_field_page){ .kind = ASK_LINE,
                                                  .name = STR("login"),
                                                  .label = MSG(T_PEOPLE_LOGIN),
                                                  .hint = MSG(T_PEOPLE_ADD_LOGIN_HINT),
                                                  .value = w->new.login,
                                                  .complete = STR("off"),
                                                  .max = 40 };
    }
    if (w->kind->deed == PERSON_ADD || w->kind->deed == PERSON_ROLES)
        w->fields[n++] = roles_ask(rq, w);
    return n;
}

/* ---- what is to be mended ---- */

static void mend(struct person_work *w, const char *field, struct msg text)
{
    if (w->mends_len < MENDS_MAX)
        w->mends[w->mends_len++] = (struct mend){ .text = text, .id = str_of(field) };
    for (size_t i = 0; i < FIELDS_MAX; i++)
        if (str_is(w->fields[i].name, field))
            w->fields[i].mend = text;
}

static void mends_fill(struct person_work *w, const struct password_again_page *again)
{
    static const struct {
        enum person_fault fault;
        const char *field;
        enum text_key text;
    } table[] = {
        { PERSON_NAME_BAD, "name", T_PEOPLE_BAD_NAME },
        { PERSON_LOGIN_BAD, "login", T_PEOPLE_BAD_LOGIN },
        { PERSON_LOGIN_TAKEN, "login", T_PEOPLE_BAD_TAKEN },
        { PERSON_ROLES_NONE, "roles", T_PEOPLE_BAD_ROLES },
        { PERSON_ROLES_UNFIT, "roles", T_PEOPLE_BAD_UNFIT },
        { PERSON_NOT_CUSTODIAN, "roles", T_PEOPLE_BAD_CUSTODIAN },
        { PERSON_LAST_KEYS, "isi", T_PEOPLE_BAD_LAST_KEYS },
        { PERSON_LAST_HEAD, "isi", T_PEOPLE_BAD_LAST_HEAD },
        { PERSON_LAST_CUSTODIAN, "isi", T_PEOPLE_BAD_LAST_CUSTODIAN },
    };

    if (w->agency_missing)
        mend(w, "agency", MSG(T_PEOPLE_BAD_AGENCY));
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (w->faults & table[i].fault)
            mend(w, table[i].field, MSG(table[i].text));
    if (again->mend.key != T_NONE)
        mend(w, PASSWORD_AGAIN, again->mend);
}

static struct msg submit_words(struct request *rq, const struct person_work *w)
{
    struct hole *hole = ARENA_NEW(rq->cx.arena, struct hole);

    if (w->kind->deed != PERSON_GRANT || !hole)
        return MSG(w->kind->submit);
    *hole = HOLE("name", w->who.name);
    return (struct msg){ .key = w->kind->submit, .holes = hole, .holes_len = 1 };
}

static enum err form_show(struct request *rq, struct person_work *w, int status)
{
    bool post = w->by.scope == PEOPLE_OF_POST, add = w->kind->deed == PERSON_ADD;
    enum desk_nav nav = post ? DESK_NAV_POST : DESK_NAV_PEOPLE;
    struct desk_person_page p = {
        .back = desk_people_link(rq, STR(""), NULL),
        .action = desk_people_link(rq, add ? STR("") : w->who.login, w->kind->step),
        .name = add ? STR("") : w->who.name,
        .login = add ? STR("") : w->who.login,
        .key = w->kind->deed == PERSON_GRANT ? w->who.key : STR(""),
        .lead = MSG(add && post ? T_PEOPLE_ADD_POST_LEAD : w->kind->lead),
        .warn = MSG(w->kind->warn),
        .submit = submit_words(rq, w),
        .warns = w->kind->warns,
    };

    desk_top_fill(rq, nav, VALUE(MSG(w->kind->title)), &p.top);
    desk_nav_fill(rq, nav, &p.side, &p.bottom);
    desk_again_fill(rq, &p.again);
    p.csrf = p.top.csrf;
    p.fields = w->fields;
    p.fields_len = fields_ask(rq, w);
    mends_fill(w, &p.again);
    p.mends = (struct mends_page){ w->mends, w->mends_len };
    p.top.error = w->mends_len > 0;
    page_desk_person(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err get_desk_person(struct request *rq)
{
    struct person_work *w;

    TRY(work_open(rq, &w));
    return form_show(rq, w, 200);
}

/* ---- what was typed ---- */

static void typed_read(const struct request *rq, struct person_work *w)
{
    if (w->kind->deed == PERSON_ADD || w->kind->deed == PERSON_ROLES) {
        w->roles = 0;
        for (enum officer_role r = 0; r < OFFICER_ROLE_COUNT; r++)
            if (form_includes(rq, "roles", str_of(officer_role_name(r))))
                w->roles |= ROLE_BIT(r);
        /* a box that this viewer cannot untick stays as it is */
        if (w->who.custodian && !w->by_custodian)
            w->roles |=
                form_includes(rq, "roles", STR("custodian")) ? ROLE_BIT(OFFICER_CUSTODIAN) : 0;
    }
    if (w->kind->deed != PERSON_ADD)
        return;
    w->new = (struct new_officer){ .login = str_trim(form_get(rq, "login")),
                                   .name = str_trim(form_get(rq, "name")),
                                   .roles = w->roles };
    if (w->by.scope != PEOPLE_OF_POST)
        return;
    for (size_t i = 0; i < rq->env->agencies_len; i++)
        if (str_is(form_get(rq, "agency"), agency_code_name(rq->env->agencies[i].code)))
            w->agency = &rq->env->agencies[i];
    w->agency_missing = !w->agency;
}

/* His agency's keys, by the password he just gave. */
static enum err keys_at_hand(struct request *rq, struct person_work *w)
{
    struct handed *handed;

    if (w->by.scope != PEOPLE_OF_AGENCY)
        return OK;
    handed = ARENA_NEW(rq->cx.arena, struct handed);
    if (!handed)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "keys");
    TRY(handed_open(&rq->cx, rq->db, rq->officer->of->id, rq->officer->id, rq->officer_keys,
                    handed));
    if (!handed->serial)
        return FAIL(&rq->cx, ERR_DENIED, "no keys to hand on");
    w->by.handed = handed;
    return OK;
}

enum err check_desk_person(struct request *rq)
{
    struct person_ask ask;
    struct person_work *w;

    TRY(work_open(rq, &w));
    typed_read(rq, w);
    if (rq->again != AGAIN_FINE || w->agency_missing)
        return form_show(rq, w, 422);
    TRY(keys_at_hand(rq, w));
    ask = (struct person_ask){ .deed = w->kind->deed,
                               .login = w->who.login,
                               .new = &w->new,
                               .agency = w->agency,
                               .roles = w->roles };
    TRY(people_check(&rq->cx, rq->env, rq->db, &w->by, &ask, &w->plan, &w->faults));
    if (!w->plan)
        return form_show(rq, w, 422);
    rq->work = w;
    return OK;
}

enum err write_desk_person(struct request *rq, struct db *tx)
{
    const struct person_work *w = rq->work;

    TRY(people_write(&rq->cx, rq->env, tx, w->plan));
    rq->public_changed = true;
    return OK;
}

static enum err slip_show(struct request *rq, const struct person_work *w)
{
    const struct officer_slip *slip = &w->plan->slip;
    enum desk_nav nav = w->by.scope == PEOPLE_OF_POST ? DESK_NAV_POST : DESK_NAV_PEOPLE;
    struct desk_invitation_page p = {
        .site = rq->env->post_name,
        .agency = slip->agency,
        .name = slip->name,
        .login = slip->login,
        .password = slip->password,
        .totp = slip->totp,
        .key = slip->key,
        .until = { w->plan->until_us, rq->env->zone_minutes },
        .waits = roles_need_keys((unsigned)w->plan->row.role) && !w->plan->gives_keys,
        .back = desk_people_link(rq, STR(""), NULL),
    };

    TRY(qr_svg(&rq->cx, slip->totp_uri, &p.qr));
    desk_top_fill(rq, nav, VALUE(MSG(T_PEOPLE_SLIP_TITLE)), &p.top);
    desk_nav_fill(rq, nav, &p.side, &p.bottom);
    page_desk_invitation(page_begin(rq), &p);
    return reply_page(rq, 200);
}

enum err reply_desk_person(struct request *rq)
{
    const struct person_work *w = rq->work;
    struct str list = link_text(desk_people_link(rq, STR(""), NULL));

    if (w->kind->deed == PERSON_ADD || w->kind->deed == PERSON_RESET)
        return slip_show(rq, w);
    return reply_see_other(rq, arena_printf(rq->cx.arena, "%.*s?hasil=%s%s", STR_FMT(list),
                                            w->kind->step, w->plan->knew_keys ? "-kunci" : ""));
}
