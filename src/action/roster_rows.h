/* roster_rows: what the files of roster.h share: an agency's team out of the rows. */
#pragma once
#include "action/roster.h"
#include "store/people.h"
#include "store/roster.h"

struct roster_rows {
    struct day from, until; /* read with some days around the period */
    struct people_list people;
    struct roster_month_list months;
    struct roster_turn_list turns;
    struct roster_leave_list leaves;
};

/* Everything about those days and the week on both sides of them. */
enum err roster_rows_read(struct cx *cx, const struct env *env, struct db *db, struct day from,
                          int days, struct roster_rows *out) MUST_USE;
/* The month's row, or NULL. */
const struct roster_month_row *roster_month_row(const struct roster_rows *rows,
                                                struct agency_id agency, struct day on);
/* Whether the turn counts: its officer is here when it begins. */
bool roster_counts(const struct roster_rows *rows, const struct env *env,
                   const struct roster_turn_row *turn, enum roster_pattern pattern);
int64_t roster_shift_us(const struct env *env, enum roster_pattern pattern, struct day on,
                        int slot);

/* An agency's team for the days, and its turns there by member; what it does outside of them is in
 * busy_until and busy_from. */
struct roster_staff {
    struct roster_team team;
    const struct roster_person *people; /* as team.members */
    struct roster_turn *turns;
    const struct roster_turn_row **rows; /* the same, as they are kept */
    size_t turns_len;
};
enum err roster_staff(struct cx *cx, const struct env *env, const struct roster_rows *rows,
                      const struct agency *of, const struct roster_rule *rule, struct day from,
                      int days, struct roster_staff *out) MUST_USE;
/* The place of the login among them; SIZE_MAX. */
size_t roster_place(const struct roster_staff *staff, struct str login);
bool roster_same(const void *a, const void *b); /* two ids */
