/*
 * upload: goal: a file arrives as it was sent, however its way was cut, nobody but its owner finds
 * it, and the disk never holds it in the clear. Method: a real post; what is on its disk is opened,
 * searched, and damaged.
 */
#include "upload_fixture.h"
#include <stdio.h>
#include <unistd.h>
#include "base/codec.h"

static void what_was_sent_opens_at_every_length(void **state)
{
    static const uint64_t lengths[] = { 0, 1, 65535, 65536, 65537, MIB - 1, MIB, MIB + 1 };
    static const size_t pieces[] = { 1 << 15, 4093, 65536, 70001 };
    struct rig *r = *state;

    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct blob_id id = announce(r, lengths[i]);
        struct evidence_file file;
        struct db *tx = NULL;

        send(r, id, 0, lengths[i], pieces[i % COUNT_OF(pieces)]);
        struct upload u = found(r, id);
        assert_true(u.whole);
        assert_true(str_is(u.name, MARKER ".mp4") && str_is(u.type, "video/mp4"));
        hashes_are_right(r, &u);
        assert_int_equal(blob_keep(&r->f->cx, r->f->dir, id), OK);
        assert_int_equal(blob_keep(&r->f->cx, r->f->dir, id), OK); /* twice is fine */
        file = file_of(&u);
        opens_as_sent(r, &file, lengths[i]);
        disk_is_sealed(r);
        assert_int_equal(db_begin(&r->f->cx, r->f->db, &tx), OK);
        assert_int_equal(upload_remove_write(&r->f->cx, r->f->env, tx, id), OK);
        assert_int_equal(upload_remove_write(&r->f->cx, r->f->env, tx, id), ERR_NOT_FOUND);
        assert_int_equal(db_commit(&r->f->cx, tx), OK);
    }
}

static void an_upload_goes_on_after_any_cut_and_any_restart(void **state)
{
    struct rig *r = *state;
    const uint64_t len = MIB + 77;
    struct blob_id id = announce(r, len);
    uint64_t at = 0;

    for (unsigned i = 0; at < len; i++) {
        uint64_t to = at + (i * 48271 % 90000) + 1;

        to = to < len ? to : len;
        send(r, id, at, to, 8192);
        at = to;
        restart(r);
        assert_int_equal(found(r, id).received, at);
    }
    struct upload u = found(r, id);
    struct evidence_file file = file_of(&u);
    hashes_are_right(r, &u);
    assert_int_equal(blob_keep(&r->f->cx, r->f->dir, id), OK);
    opens_as_sent(r, &file, len);
}

static void bytes_that_were_not_made_to_count_are_cut_off(void **state)
{
    struct rig *r = *state;
    const uint64_t len = 300000;
    struct blob_id id = announce(r, len);

    send(r, id, 0, 100000, 9999);
    struct upload_sink *s = open_at(r, id, 100000, OK);
    give(r, s, 0, 190000, 9999); /* other bytes, and the server dies before they count */
    assert_int_equal(upload_close(&r->f->cx, s, true), OK);
    upload_done(s);
    restart(r);
    send(r, id, 100000, len, 65536);
    struct upload u = found(r, id);
    struct evidence_file file = file_of(&u);
    hashes_are_right(r, &u);
    assert_int_equal(blob_keep(&r->f->cx, r->f->dir, id), OK);
    opens_as_sent(r, &file, len);
}

static void a_wrong_place_is_told_and_changes_nothing(void **state)
{
    struct rig *r = *state;
    struct blob_id id = announce(r, 200000);
    struct upload_sink *s = NULL;
    uint64_t received = 0;

    send(r, id, 0, 70000, 65536);
    assert_int_equal(upload_open(&r->f->cx, r->f->env, r->f->db, r->u, &r->owner, id, 69999, &s,
                                 &received),
                     ERR_CONFLICT);
    assert_int_equal(received, 70000);
    (void)open_at(r, id, 70001, ERR_CONFLICT);
    send(r, id, 70000, 200000, 65536);
    assert_true(found(r, id).whole);
}

static void a_file_has_one_writer_until_its_bytes_count(void **state)
{
    struct rig *r = *state;
    struct blob_id id = announce(r, 1000);
    struct upload_sink *s = open_at(r, id, 0, OK);

    (void)open_at(r, id, 0, ERR_BUSY);
    give(r, s, 0, 500, 500);
    assert_int_equal(upload_close(&r->f->cx, s, true), OK);
    (void)open_at(r, id, 0, ERR_BUSY); /* closed, and not yet committed */
    grow(r, s, OK);
    (void)open_at(r, id, 500, ERR_BUSY);
    upload_done(s);
    upload_done(s);
    send(r, id, 500, 1000, 100);
    assert_true(found(r, id).whole);
}

static void more_than_was_announced_is_refused(void **state)
{
    struct rig *r = *state;
    struct blob_id id = announce(r, 1000);
    struct upload_sink *s = open_at(r, id, 0, OK);

    give(r, s, 0, 900, 900);
    assert_int_equal(upload_take(&r->f->cx, s, (struct bytes){ r->data, 101 }), ERR_TOO_LARGE);
    upload_done(s);
    assert_int_equal(found(r, id).received, 0);
}

static void a_cut_line_keeps_what_came(void **state)
{
    struct rig *r = *state;
    struct blob_id id = announce(r, 200000);
    struct upload_sink *s = open_at(r, id, 0, OK), *late;

    give(r, s, 0, 150000, 7000);
    assert_int_equal(upload_close(&r->f->cx, s, true), OK);
    late = upload_late(s);
    assert_non_null(late);
    upload_done(s); /* the request is over, and the file still taken */
    (void)open_at(r, id, 0, ERR_BUSY);
    grow(r, late, OK);
    upload_late_free(late);
    assert_int_equal(found(r, id).received, 150000);
    send(r, id, 150000, 200000, 65536);
    struct upload u = found(r, id);
    hashes_are_right(r, &u);
}

static void nobody_else_finds_it(void **state)
{
    struct rig *r = *state;
    struct blob_id id = announce(r, 10);
    struct upload_owner own = r->owner;
    struct upload u;

    assert_int_equal(upload_owner_draft(&r->f->cx, draft_token_new(&r->f->cx), &r->owner), OK);
    assert_int_equal(upload_find(&r->f->cx, r->f->env, r->f->db, &r->owner, id, &u),
                     ERR_NOT_FOUND);
    (void)open_at(r, id, 0, ERR_NOT_FOUND);
    r->owner = own;
    assert_int_equal(upload_owner_draft(&r->f->cx, STR("apa saja"), &own), ERR_NOT_FOUND);
}

static void a_day_later_it_is_gone_with_its_bytes(void **state)
{
    struct rig *r = *state;
    struct blob_id id = announce(r, 100);
    struct upload_list_of list;
    struct upload u;
    struct db *tx = NULL;
    uint8_t byte;

    send(r, id, 0, 100, 100);
    r->f->cx.now_us += UPLOAD_LIFE_US - 1;
    (void)found(r, id);
    r->f->cx.now_us += 1;
    assert_int_equal(upload_find(&r->f->cx, r->f->env, r->f->db, &r->owner, id, &u),
                     ERR_NOT_FOUND);
    assert_int_equal(upload_list(&r->f->cx, r->f->env, r->f->db, &r->owner, &list), OK);
    assert_int_equal(list.len, 0);
    (void)open_at(r, id, 100, ERR_NOT_FOUND);
    r->f->cx.now_us += 1;
    assert_int_equal(db_begin(&r->f->cx, r->f->db, &tx), OK);
    assert_int_equal(uploads_expire(&r->f->cx, r->f->env, tx, r->u), OK);
    assert_int_equal(db_commit(&r->f->cx, tx), OK);
    r->f->cx.now_us -= UPLOAD_LIFE_US;
    assert_int_equal(upload_find(&r->f->cx, r->f->env, r->f->db, &r->owner, id, &u),
                     ERR_NOT_FOUND);
    assert_int_equal(blob_keep(&r->f->cx, r->f->dir, id), ERR_UNAVAILABLE);
    assert_int_equal(blob_read(&r->f->cx, r->f->dir, id, 0, &byte, 1), ERR_NOT_FOUND);
}

static void limits_are_told_apart(void **state)
{
    struct rig *r = *state;
    enum upload_refusal why;

    assert_null(plan(r, rig_limits.file + 1, &why));
    assert_int_equal(why, UPLOAD_FILE_LARGE);
    (void)announce(r, rig_limits.file);
    assert_null(plan(r, 3 * MIB, &why));
    assert_int_equal(why, UPLOAD_TOGETHER_LARGE);
    (void)announce(r, 1);
    (void)announce(r, 0);
    assert_null(plan(r, 0, &why));
    assert_int_equal(why, UPLOAD_TOO_MANY);
}

static void a_disk_that_is_nearly_full_takes_nothing(void **state)
{
    static const struct upload_limits full = { .file = MIB, .together = MIB, .count = 3,
                                               .room = UINT64_MAX / 4 };
    struct rig *r = *state;
    struct blob_id id = announce(r, 200000);
    enum upload_refusal why;

    assert_int_equal(uploads_open(&r->f->cx, r->home, r->f->dir, &full, &r->u), OK);
    assert_null(plan(r, 1, &why));
    assert_int_equal(why, UPLOAD_NO_ROOM);
    /* what was announced before: what came in this request is forgotten, hashes and all */
    struct upload_sink *s = open_at(r, id, 0, OK);
    assert_int_equal(upload_take(&r->f->cx, s, (struct bytes){ r->data, 100000 }),
                     ERR_UNAVAILABLE);
    assert_int_equal(upload_close(&r->f->cx, s, true), ERR_UNAVAILABLE);
    upload_done(s);
    restart(r);
    send(r, id, 0, 200000, 65536);
    struct upload u = found(r, id);
    hashes_are_right(r, &u);
}

static void damage_is_noticed_before_a_byte_goes_out(void **state)
{
    static const struct {
        const char *what;
        off_t len;  /* cut to; -1: not cut */
        off_t flip; /* a byte changed */
    } rows[] = { { "its last byte gone", 3 * 65576 - 65536 + 9, -1 },
                 { "its last piece gone", 2 * 65576, -1 },
                 { "empty", 0, -1 },
                 { "its last byte changed", -1, 2 * 65576 + 20 },
                 { "its first byte changed", -1, 30 } };
    struct rig *r = *state;
    const uint64_t len = 2 * 65536 + 10;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct blob_id id = announce(r, len);
        struct evidence_reader *reader = NULL;
        char path[200], hex[33];
        struct db *tx = NULL;

        send(r, id, 0, len, 65536);
        struct upload u = found(r, id);
        struct evidence_file file = file_of(&u);
        assert_int_equal(blob_keep(&r->f->cx, r->f->dir, id), OK);
        opens_as_sent(r, &file, len);
        hex_encode(hex, id.b, sizeof id.b);
        (void)snprintf(path, sizeof path, "%s/evidence/kept/%s", r->f->dir, hex);
        if (rows[i].len >= 0)
            assert_int_equal(truncate(path, rows[i].len), 0);
        if (rows[i].flip >= 0) {
            FILE *f = fopen(path, "r+");
            int c;

            fseek(f, rows[i].flip, SEEK_SET);
            c = fgetc(f);
            fseek(f, rows[i].flip, SEEK_SET);
            fputc(c ^ 1, f);
            fclose(f);
        }
        if (evidence_open(&r->f->cx, r->f->env, &file, &reader) != ERR_CORRUPT)
            fail_msg("%s: not noticed", rows[i].what);
        file.size = len - 1; /* and a length that is not its own */
        assert_int_equal(evidence_open(&r->f->cx, r->f->env, &file, &reader), ERR_CORRUPT);
        assert_int_equal(db_begin(&r->f->cx, r->f->db, &tx), OK);
        assert_int_equal(upload_remove_write(&r->f->cx, r->f->env, tx, id), OK);
        assert_int_equal(db_commit(&r->f->cx, tx), OK);
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, rig_start, rig_stop)
    const struct CMUnitTest tests[] = {
        T(what_was_sent_opens_at_every_length),
        T(an_upload_goes_on_after_any_cut_and_any_restart),
        T(bytes_that_were_not_made_to_count_are_cut_off),
        T(a_wrong_place_is_told_and_changes_nothing),
        T(a_file_has_one_writer_until_its_bytes_count),
        T(more_than_was_announced_is_refused),
        T(a_cut_line_keeps_what_came),
        T(nobody_else_finds_it),
        T(a_day_later_it_is_gone_with_its_bytes),
        T(limits_are_told_apart),
        T(a_disk_that_is_nearly_full_takes_nothing),
        T(damage_is_noticed_before_a_byte_goes_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
