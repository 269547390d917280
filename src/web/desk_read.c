/* desk_read: see the header. */
#include "web/desk_read.h"

enum err desk_read_open(struct request *rq, struct desk_read *out)
{
    struct access opened = { .kind = ACCESS_CASE_OPENED, .text = STR("") };

    TRY(read_case(&rq->cx, rq->env, rq->db, rq->officer, rq->args[0], &out->rc));
    opened.of = &out->rc.head;
    return access_prepare(&rq->cx, rq->env, rq->db, rq->officer, &opened, &out->entry);
}

enum err write_desk_read(struct request *rq, struct db *tx)
{
    struct desk_read *read = rq->work;

    return access_write(&rq->cx, rq->env, tx, &read->entry);
}
