/* recuse: see the header. Keeping him out is read_case.c's and the desk's queries' work. */
#include "action/recuse.h"
#include "store/case_custody.h"
#include <string.h>

enum err recuse_check(struct cx *cx, const struct env *env, struct db *db,
                      const struct officer_session *who, const struct read_case *rc,
                      const struct custody_form *form, struct custody_deed *deed,
                      enum custody_bad *bad)
{
    struct colleague_list list;
    struct event_facts facts;
    size_t others = 0;

    if (!custody_fresh(who, rc, form, EVENT_OFFICER_RECUSED, deed, bad))
        return OK;
    TRY(store_colleagues(cx, db, rc->head.id, who->of->id, &list));
    for (size_t i = 0; i < list.len; i++)
        others += memcmp(list.at[i].id.b, who->id.b, ID_SIZE) != 0
                  && roles_may(list.at[i].roles, MAY_WORK_CASES);
    if (others == 0) {
        *bad = CUSTODY_LAST_OFFICER;
        return OK;
    }
    event_facts_init(&facts);
    return custody_prepare(cx, env, who, rc, EVENT_OFFICER_RECUSED, &facts, (struct bytes){ 0 },
                           deed, bad);
}
