/*
 * store_test: see store_test.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "store_test.h"

void fine(struct bench *b, enum err err, const char *file, int line)
{
    if (err != OK)
        fail_msg("%s:%d: %s: %s", file, line, err_name(err), b->cx.note.text);
}

int bench_open(void **state)
{
    static const enum agency_code codes[3] = { AGENCY_BAWASLU, AGENCY_KPU, AGENCY_PROPAM };
    struct bench *b = calloc(1, sizeof *b);
    AUTO(db_end) struct db *tx = NULL;

    assert_non_null(b);
    b->arena = arena_new(32 << 20);
    b->cx = cx_system(b->arena);
    snprintf(b->folder, sizeof b->folder, "/tmp/posko-store-XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    snprintf(b->path, sizeof b->path, "%s/posko.db", b->folder);
    FINE(b, db_open(&b->cx, b->path, DB_CREATE, &b->db));
    b->post = (struct post_id){ { 'p' } };
    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_post_insert(&b->cx, tx, &(struct post_row){ .id = b->post, .code = STR("TST"),
                                                              .name = STR("Posko Uji") }));
    for (int i = 0; i < 3; i++) {
        b->agencies[i] = (struct agency_id){ { 'a', (uint8_t)i } };
        struct agency_row row = { .id = b->agencies[i], .code = codes[i], .name = STR("Badan") };
        FINE(b, store_agency_insert(&b->cx, tx, b->post, &row));
    }
    FINE(b, db_commit(&b->cx, tx));
    *state = b;
    return 0;
}

int bench_close(void **state)
{
    static const char *const endings[] = { "", "-wal", "-shm" };
    struct bench *b = *state;

    db_close(&b->db);
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        char path[96];
        snprintf(path, sizeof path, "%s%s", b->path, endings[i]);
        unlink(path);
    }
    rmdir(b->folder);
    arena_free(b->arena);
    free(b);
    return 0;
}

struct case_id case_id_of(int n)
{
    /* Not in the order of n, as real ids are not. */
    return (struct case_id){ { (uint8_t)(n * 167), (uint8_t)(n >> 8), (uint8_t)n, 'c' } };
}

void file_case(struct bench *b, int n, unsigned grants, const struct case_state *state)
{
    AUTO(db_end) struct db *tx = NULL;
    struct case_id id = case_id_of(n);
    struct case_file file = {
        .id = id, .number = arena_printf(b->arena, "TST-%d", n),
        .lookup = { 'l', (uint8_t)n, (uint8_t)(n >> 8) }, .reporter_grant = { id.b, 16 },
        .received_us = 1000 + n, .received_on = { 20000 },
    };
    struct stored_event event = { .event = { .kind = EVENT_REPORT_RECEIVED, .at_us = 1000 + n,
                                             .actor = ACTOR_REPORTER } };

    event_facts_init(&event.event.facts);
    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_case_insert(&b->cx, tx, b->post, &file));
    for (int i = 0; i < 3; i++) {
        struct case_grant grant = { .agency = b->agencies[i], .serial = 1, .sealed = { id.b, 16 } };
        if (grants & (1u << i))
            FINE(b, store_case_grant_insert(&b->cx, tx, b->post, id, &grant));
    }
    FINE(b, store_log_size(&b->cx, tx, b->post, &event.log_index));
    FINE(b, store_log_append(&b->cx, tx, b->post, event.log_index,
                             (struct bytes){ id.b, sizeof id.b }, file.lookup));
    FINE(b, store_event_append(&b->cx, tx, b->post, id, &event));
    FINE(b, store_case_state_save(&b->cx, tx, b->post, id, state));
    FINE(b, db_commit(&b->cx, tx));
}
