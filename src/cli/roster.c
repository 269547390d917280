/* roster: an agency's watch without a browser. */
#include "action/roster.h"
#include "cli/cli.h"
#include <stdio.h>
#include <string.h>

#define ARENA_MAX (64u << 20)

enum option_of { AGENCY, MONTH, PATTERN, MINIMUM, REST, SQUADS, BASIS, PUBLISH, OPTIONS };

struct job {
    struct cx cx;
    struct db *db;
    struct env *env;
    const struct option *options;
};

static enum err job_open(struct job *j, const char *dir, enum db_mode mode)
{
    struct settings settings;
    struct carried carried;

    TRY(cli_carried(&j->cx, dir, &carried));
    return post_open(&j->cx, dir, mode, &carried, &j->db, &settings, &j->env);
}

static enum err agency_read(struct job *j, const struct agency **out)
{
    const char *code = j->options[AGENCY].given;
    const struct agency *agencies = j->env->agencies;

    for (size_t i = 0; code && i < j->env->agencies_len; i++)
        if (strcmp(agency_code_name(agencies[i].code), code) == 0) {
            *out = &agencies[i];
            return OK;
        }
    return FAIL(&j->cx, ERR_INVALID, "agency: there is no \"%s\"", code ? code : "");
}

/* "2026-12"; without it, this month. */
static enum err month_read(struct job *j, struct day *out)
{
    struct str text;

    *out = roster_month_of(day_at(j->cx.now_us, j->env->zone_minutes));
    if (!j->options[MONTH].given)
        return OK;
    text = arena_printf(j->cx.arena, "%s-01", j->options[MONTH].given);
    return text.at && day_parse(text, out)
               ? OK
               : FAIL(&j->cx, ERR_INVALID, "--month takes a month: 2026-12");
}

static enum err number_read(struct job *j, enum option_of option, int *out)
{
    uint64_t n;

    if (!j->options[option].given)
        return OK;
    if (!str_to_u64(str_of(j->options[option].given), &n) || n > 1000)
        return FAIL(&j->cx, ERR_INVALID, "%s takes a number", j->options[option].name);
    *out = (int)n;
    return OK;
}

/* ---- show ---- */

static void shift_print(struct job *j, const struct roster_agency *of, const struct roster_shift *s)
{
    struct clock_time t = time_at(s->start_us, j->env->zone_minutes);

    printf("%.*s %02d:%02d  %-12s",
           STR_FMT(day_text(j->cx.arena, day_at(s->start_us, j->env->zone_minutes))), t.hour,
           t.minute, agency_code_name(of->of->code));
    for (size_t i = 0; i < s->seats_len; i++)
        printf(" %.*s", STR_FMT(s->seats[i].login));
    if (roster_missing(s))
        printf(" (%d missing)", roster_missing(s));
    puts(s->draft ? " (draft)" : "");
}

static void faults_print(struct job *j, const struct agency *of, const struct roster_month *m)
{
    static const char *const words[ROSTER_CODE_COUNT] = {
        [ROSTER_GAP_NOBODY] = "the agency has no officers for the watch",
        [ROSTER_GAP_FEW] = "too few are there",
        [ROSTER_GAP_REST] = "the others must rest",
        [ROSTER_GAP_OPEN] = "somebody could come",
        [ROSTER_IN_LEAVE] = "on leave",
        [ROSTER_NO_REST] = "too little rest",
        [ROSTER_TWICE] = "two shifts at once",
        [ROSTER_NO_SHIFT] = "there is no such shift",
        [ROSTER_UNEVEN] = "has more shifts than a colleague as available",
    };

    for (size_t i = 0; i < m->faults_len; i++) {
        const struct roster_fault *f = &m->faults[i];

        printf("%s %.*s shift %d: ", agency_code_name(of->code),
               STR_FMT(day_text(j->cx.arena, f->on)), f->slot + 1);
        if (f->member >= 0)
            printf("%.*s: %s\n", STR_FMT(m->people[f->member].login), words[f->code]);
        else
            printf("%d missing (%d on leave, %d resting): %s\n", f->missing, f->away, f->resting,
                   words[f->code]);
    }
}

static enum err month_show(struct job *j, const struct agency *only)
{
    const struct agency *agencies = j->env->agencies;
    struct roster_look look = { .names = true };
    struct day first;

    TRY(month_read(j, &first));
    look.from = first;
    look.days = day_diff(roster_month_next(first), first);
    for (size_t i = 0; i < j->env->agencies_len; i++) {
        struct roster_month month;
        struct roster_view view;

        if (only && only != &agencies[i])
            continue;
        look.drafts_of = &agencies[i];
        TRY(roster_view(&j->cx, j->env, j->db, &look, &view));
        for (size_t k = 0; k < view.agencies[i].shifts_len; k++)
            shift_print(j, &view.agencies[i], &view.agencies[i].shifts[k]);
        TRY(roster_month(&j->cx, j->env, j->db, &agencies[i], first, &month));
        if (!month.there)
            printf("%s: no roster\n", agency_code_name(agencies[i].code));
        faults_print(j, &agencies[i], &month);
    }
    return OK;
}

/* ---- make, leave ---- */

static enum err month_make(struct job *j, const struct agency *of)
{
    AUTO(db_end) struct db *tx = NULL;
    struct roster_by by = { .of = of };
    struct roster_ask ask;
    struct roster_month month;

    TRY(month_read(j, &ask.first));
    TRY(roster_month(&j->cx, j->env, j->db, of, ask.first, &month));
    ask.rule = month.rule;
    ask.basis = month.basis;
    if (j->options[PATTERN].given) {
        if (!roster_pattern_parse(str_of(j->options[PATTERN].given), &ask.rule.pattern))
            return FAIL(&j->cx, ERR_INVALID, "--pattern is 24h, 12h, 8h or office");
        ask.rule.rest_hours = roster_usual_rest(ask.rule.pattern);
    }
    TRY(number_read(j, MINIMUM, &ask.rule.minimum));
    TRY(number_read(j, REST, &ask.rule.rest_hours));
    TRY(number_read(j, SQUADS, &ask.rule.squads));
    if (j->options[BASIS].given)
        ask.basis = str_of(j->options[BASIS].given);
    TRY(db_begin(&j->cx, j->db, &tx));
    TRY(roster_make_month(&j->cx, j->env, tx, &by, &ask));
    if (j->options[PUBLISH].given)
        TRY(roster_publish(&j->cx, j->env, tx, &by, ask.first));
    TRY(db_commit(&j->cx, tx));
    return month_show(j, of);
}

/* The agency is the officer's own. */
static enum err leave_add(struct job *j, const struct words *w)
{
    AUTO(db_end) struct db *tx = NULL;
    const struct agency *agencies = j->env->agencies;
    struct roster_leave days;
    enum err err = ERR_NOT_FOUND;
    size_t emptied = 0;

    if (!day_parse(str_of(w->at[3]), &days.from) || !day_parse(str_of(w->at[4]), &days.until))
        return FAIL(&j->cx, ERR_INVALID, "a day is written 2026-12-09");
    TRY(db_begin(&j->cx, j->db, &tx));
    for (size_t i = 0; err == ERR_NOT_FOUND && i < j->env->agencies_len; i++) {
        struct roster_by by = { .of = &agencies[i] };

        err = roster_leave_add(&j->cx, j->env, tx, &by, str_of(w->at[2]), days, &emptied);
    }
    TRY(err);
    TRY(db_commit(&j->cx, tx));
    printf("%s is on leave from %s to %s; %zu of his shifts are empty now\n", w->at[2], w->at[3],
           w->at[4], emptied);
    return OK;
}

static enum err roster_run(struct job *j, const struct words *w)
{
    const struct agency *of = NULL;
    bool show = strcmp(w->at[0], "show") == 0, make = strcmp(w->at[0], "make") == 0;

    if (!((show || make) && w->len == 2) && !(strcmp(w->at[0], "leave") == 0 && w->len == 5))
        return FAIL(&j->cx, ERR_INVALID, "usage: see `posko roster --help`");
    TRY(job_open(j, w->at[1], show ? DB_READ : DB_WRITE));
    if (j->options[AGENCY].given || make)
        TRY(agency_read(j, &of));
    if (show)
        return month_show(j, of);
    return make ? month_make(j, of) : leave_add(j, w);
}

int cmd_roster(int argc, char **argv)
{
    struct option options[OPTIONS] = {
        [AGENCY] = { "--agency", true, NULL },   [MONTH] = { "--month", true, NULL },
        [PATTERN] = { "--pattern", true, NULL }, [MINIMUM] = { "--minimum", true, NULL },
        [REST] = { "--rest", true, NULL },       [SQUADS] = { "--squads", true, NULL },
        [BASIS] = { "--order", true, NULL },     [PUBLISH] = { "--publish", false, NULL },
    };
    struct arena *arena = arena_new(ARENA_MAX);
    struct job job = { .cx = cx_system(arena), .options = options };
    struct words words;
    enum err err;

    if (!cli_words(argc, argv, options, COUNT_OF(options), 2, 5, &words))
        return EXIT_MISUSE;
    err = roster_run(&job, &words);
    db_close(&job.db);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&job.cx, err);
}
