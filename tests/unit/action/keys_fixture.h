/*
 * keys_fixture: a post whose Bawaslu renews its keys, for the tests of keys.
 */
#pragma once
#include "desk_fixture.h"

#define WHO AGENCY_BAWASLU
#define PASSWORD STR("jangan-lupa-catat-jam-masuk")

int keys_start(void **state); /* *state: a struct desk_fixture */
int keys_stop(void **state);

struct filed keys_file(struct desk_fixture *f);
/* Its officer signs in anew, with what he holds now. */
void keys_sign_in_again(struct desk_fixture *f);
enum err keys_renew_tried(struct desk_fixture *f, const struct officer_session *by);
void keys_renew(struct desk_fixture *f);
/* As root: the database changed by hand. */
void keys_sql(struct desk_fixture *f, const char *sql);
