/* serve_attest: see the header. */
#include "cli/serve_attest.h"
#include "action/attest.h"
#include "action/publish.h"
#include "cli/background.h"
#include <stdio.h>

#define COUNT_ARENA (256u << 20) /* a cap, not a size */
#define LOOK_EVERY_S 30

struct attester {
    const struct env *env;
    struct writer *writer;
    struct background *thread;
    bool said; /* that it does not work: once */
};

struct keeping {
    const struct env *env;
    const struct attest *attest;
};

static enum err keep(struct cx *cx, struct db *tx, void *arg, bool *changed_public)
{
    const struct keeping *job = arg;
    bool added;

    TRY(attest_write(cx, job->env, tx, job->attest, &added));
    *changed_public = *changed_public || (added && publish_at_once(job->env->publish));
    return OK;
}

static enum err attest_once(struct cx *cx, struct db *db, struct attester *a)
{
    struct attest attest;
    struct keeping job = { a->env, &attest };
    bool due;

    TRY(attest_prepare(cx, a->env, db, &attest, &due));
    return due ? writer_run(a->writer, cx, (struct writer_job){ keep }, &job) : OK;
}

static void turn(struct cx *cx, struct db *db, void *arg)
{
    struct attester *a = arg;
    enum err err = attest_once(cx, db, a);

    if (err != OK && !a->said)
        fprintf(stderr, "posko: the attested numbers of yesterday were not made: %s\n",
                cx->note.text);
    a->said = err != OK;
}

enum err attester_start(struct cx *cx, const struct env *env, const char *db_path,
                        struct writer *writer, struct attester **out)
{
    struct attester *a = ARENA_NEW(cx->arena, struct attester);

    if (!a)
        return FAIL(cx, ERR_TOO_LARGE, "attester");
    a->env = env;
    a->writer = writer;
    TRY(background_start(cx, db_path,
                         &(struct background_work){ LOOK_EVERY_S, COUNT_ARENA, turn, a },
                         &a->thread));
    *out = a;
    return OK;
}

void attester_stop(struct attester **attester)
{
    if (*attester)
        background_stop(&(*attester)->thread);
    *attester = NULL;
}
