/*
 * custody_fixture: a post with a confidential report, and what its officers do about the name.
 */
#pragma once
#include "log_fixture.h"
#include "action/open_identity.h"

#define WHY "Saksi perlu dilindungi sebelum diperiksa."

extern struct desk_fixture *f;
extern struct log_fixture *logged; /* NULL: the post has no ledger, its heads are the store's */

int start(void **state);
int stop(void **state);
/* Five agencies hold a share, but those that the reporter excludes. */
struct filed confidential(unsigned exclude);

void write_tx(enum err (*run)(struct db *tx, void *arg), void *arg);
enum err deed_run(struct db *tx, void *arg); /* arg: a struct custody_deed */

enum what { ASK, AGREE, REFUSE, OPEN };
struct custody_deed *deed_of(enum agency_code who, struct str number, enum what what,
                             enum custody_bad *bad);
/* Checked, and written where nothing is to be mended. */
enum custody_bad does(enum agency_code who, struct str number, enum what what);

void sign_head(void); /* the store's newest head holds all that is there */
struct str name_for(enum agency_code who, struct str number);
size_t faults_of(struct case_id id);
