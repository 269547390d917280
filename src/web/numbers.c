/* numbers: see the header. */
#include "web/numbers.h"

enum err numbers_now(struct request *rq, struct statistics *out, bool *there)
{
    *there = rq->env->log_count != NULL;
    return *there ? log_statistics(&rq->cx, rq->env, rq->db, out) : OK;
}

int64_t numbers_in_time(const struct statistics *s)
{
    uint64_t n = 0;

    for (size_t i = 0; i < DUE_KIND_COUNT; i++)
        n += s->due[i].in_time;
    return (int64_t)n;
}

int64_t numbers_missed(const struct statistics *s)
{
    uint64_t n = 0;

    for (size_t i = 0; i < DUE_KIND_COUNT; i++)
        n += s->due[i].late + s->due[i].overdue;
    return (int64_t)n;
}

int64_t numbers_results(const struct statistics *s)
{
    uint64_t n = 0;

    for (size_t i = RESULT_NONE + 1; i < RESULT_COUNT; i++)
        n += s->result[i];
    return (int64_t)n;
}
