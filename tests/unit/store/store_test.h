/*
 * store_test: a fresh database with a post and three agencies, for each test.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "store/case_event.h"
#include "store/case_file.h"
#include "store/case_state.h"
#include "store/desk.h"
#include "store/log_entry.h"
#include "store/post.h"

struct bench {
    struct arena *arena;
    struct cx cx;
    char folder[64], path[80];
    struct db *db;
    struct post_id post;
    struct agency_id agencies[3]; /* bawaslu, kpu, propam */
};

/* cmocka's setup and teardown: *state is the bench. */
int bench_open(void **state);
int bench_close(void **state);

/* Fails the test with the note unless err is OK. */
#define FINE(b, call) fine((b), (call), __FILE__, __LINE__)
void fine(struct bench *b, enum err err, const char *file, int line);

struct case_id case_id_of(int n);
/* A filed case, number "TST-n", with grants for the agencies whose bits are set (bit 0 is
 * agencies[0]), one event, and the given state. In a transaction of its own. */
void file_case(struct bench *b, int n, unsigned grants, const struct case_state *state);
