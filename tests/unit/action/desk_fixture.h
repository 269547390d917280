/*
 * desk_fixture: a real post in a temporary directory, its five agencies, and one
 * signed-in officer of each. The clock is the test's own.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "action/act_on_case.h"
#include "action/clock_working.h"
#include "action/file_report.h"
#include "action/list_cases.h"
#include "action/miss_deadlines.h"
#include "action/search_cases.h"

#define DESK_PASSWORD "jangan-lupa-catat-jam-masuk" /* of all its officers */

struct desk_fixture {
    struct arena *arena;
    struct cx cx;
    struct env *env;
    struct db *db;
    const struct officer_session *officers[AGENCY_COUNT];
    char dir[64];
};

/* Monday, 14 October 2024, 09.00 WIB. */
#define DESK_NOW (INT64_C(1728871200) * 1000000)

struct desk_fixture *desk_start(void);
void desk_stop(struct desk_fixture *f);

/* A report about a civil servant, complete enough; change what the test is about. */
void desk_form(struct report_form *form);
struct filed desk_file(struct desk_fixture *f, const struct report_form *form);
/* ERR_NOT_FOUND where the agency may not. */
enum err desk_read(struct desk_fixture *f, enum agency_code who, struct str number,
                   struct read_case *out);

/* Checks and writes; the first fault, or DEED_FINE. seen 0: as the case stands now. */
enum deed_fault desk_do(struct desk_fixture *f, enum agency_code who, struct str number,
                        enum deed deed, struct deed_form form);
/* Only checks; NULL where something is to be mended. */
struct deed_plan *desk_plan(struct desk_fixture *f, enum agency_code who, struct str number,
                            enum deed deed, struct deed_form form, struct deed_findings *bad);
void desk_write(struct desk_fixture *f, struct deed_plan *plan);
size_t desk_miss(struct desk_fixture *f);

/* A review that confirms what the rules suggest. */
struct deed_form desk_review(struct desk_fixture *f, struct str number);
int64_t desk_log_size(struct desk_fixture *f);
