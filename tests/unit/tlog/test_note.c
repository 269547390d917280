/*
 * Signed notes, keys, checkpoints and cosignatures: others' vectors, and every spoiling.
 */
#include "tlog_test.h"
#include "base/buf.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"

static const uint8_t SEED[32] = { 7, 7, 7 };

static void the_published_notes_verify_and_are_signed_alike(void **state)
{
    struct cx *cx = cx_of(state);
    struct str text = vector_text(cx, "signed-notes.json");
    json_t *v = NULL;

    if (text.at == NULL)
        return; /* said loudly; cmocka's TAP for skip() reads as failed */
    assert_int_equal(json_read(cx, text, &v), OK);
    assert_int_equal(json_array_size(v), 2);
    for (size_t i = 0; i < json_array_size(v); i++) {
        const json_t *row = json_array_get(v, i);
        struct str whole = json_text(row, "note"), vkey = json_text(row, "vkey");
        struct str skey = json_text(row, "skey"), line;
        struct note_verifier verifier;
        struct note_signer signer;
        struct signed_note note;
        assert_int_equal(verifier_parse(cx, vkey, &verifier), OK);
        assert_true(str_eq(verifier_text(cx->arena, &verifier), vkey));
        assert_int_equal(note_parse(cx, whole, &note), OK);
        assert_int_equal(note.count, 1);
        assert_int_equal(note_check(cx, &note, &verifier, NULL), NOTE_GOOD);
        assert_true(str_eq(note_join(cx->arena, note.text, note.lines), whole));
        if (skey.len > 0) {
            assert_int_equal(signer_parse(cx, skey, &signer), OK);
            assert_true(str_eq(signer_text(cx->arena, &signer), skey));
            assert_memory_equal(signer.verifier.public_key, verifier.public_key, 32);
            assert_int_equal(note_sign_line(cx, &signer, note.text, 0, &line), OK);
            assert_true(str_eq(line, note.lines)); /* Ed25519 signs alike every time */
        }
        const json_t *bad = json_object_get(row, "bad_vkeys");
        for (size_t k = 0; k < json_array_size(bad); k++)
            assert_int_equal(verifier_parse(cx, str_of(json_string_value(json_array_get(bad, k))),
                                            &verifier), ERR_INVALID);
    }
    json_decref(v);
}

static void keys_in_any_other_form_are_refused(void **state)
{
    static const char good[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/"
                               "LDE4izWy10TW";
    static const struct { const char *from, *to; } rows[] = {
        { "PeterNeumann", "" }, { "PeterNeumann", "Peter Neumann" },
        { "PeterNeumann", "Peter\xC2\xA0Neumann" }, { "PeterNeumann", "Peter\xE2\x80\x83N" },
        { "PeterNeumann", "Peter\tNeumann" }, { "PeterNeumann", "Peter\xFFNeumann" },
        { "PeterNeumann", "PeterNeuman" }, { "+c7", "+C7" }, { "c74f20a3", "c74f20a4" },
        { "c74f20a3", "c74f20a" }, { "c74f20a3", "0c74f20a3" }, { "+ARp", "+Arp" },
        { "+ARp", "+ARpc" }, { "TW", "T" }, { "TW", "TW=" }, { "TW", "TW\n" }, { "+ARp", "ARp" },
        { "+c74f20a3", "" }, { "PeterNeumann", "Peter+Neumann" },
    };
    struct cx *cx = cx_of(state);
    struct note_verifier v;

    assert_int_equal(verifier_parse(cx, str_of(good), &v), OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t at = str_find(str_of(good), str_of(rows[i].from));
        struct str bad = arena_printf(cx->arena, "%.*s%s%s", (int)at, good, rows[i].to,
                                      good + at + strlen(rows[i].from));
        if (verifier_parse(cx, bad, &v) != ERR_INVALID)
            fail_msg("taken: %s", bad.at);
    }
    struct note_signer s;
    assert_int_equal(signer_parse(cx, str_of(good), &s), ERR_INVALID);
    assert_int_equal(signer_make(cx, STR("a"), (enum key_type)6, SEED, &s), ERR_INVALID);
    assert_int_equal(signer_make(cx, STR("a b"), KEY_ED25519, SEED, &s), ERR_INVALID);
}

static struct str note_of(struct cx *cx, const struct note_signer *s, const char *text, uint64_t t)
{
    struct str line;

    assert_int_equal(note_sign_line(cx, s, str_of(text), t, &line), OK);
    return note_join(cx->arena, str_of(text), line);
}

static void the_form_of_a_note_is_strict(void **state)
{
    static const char *const rows[] = {
        "", "\n", "text\n", "text\n\n", "text\n\n\n", "\xE2\x80\x94 a AAAAAAA=\n",
        "text\n\n\xE2\x80\x94 a AAAAAAA=",           /* no line end            */
        "text\n\n- a AAAAAAA=\n",                    /* a hyphen               */
        "text\n\n\xE2\x80\x94_a AAAAAAA=\n",        /* no space               */
        "text\n\n\xE2\x80\x94 a  AAAAAAA=\n",        /* two                    */
        "text\n\n\xE2\x80\x94 a AAAAAAA\n",          /* no padding             */
        "text\n\n\xE2\x80\x94 a AAAAAA==\n",         /* an id without signature */
        "text\n\n\xE2\x80\x94 a AAAAAAB=\n",         /* bits left over         */
        "text\n\n\xE2\x80\x94 a+b AAAAAAA=\n", "text\n\n\xE2\x80\x94  AAAAAAA=\n",
        "text\n\n\xE2\x80\x94 a AAAAAAA= \n", "text\n\n\xE2\x80\x94 a AAAAAAA=\r\n",
        "te\txt\n\n\xE2\x80\x94 a AAAAAAA=\n", "te\x01xt\n\n\xE2\x80\x94 a AAAAAAA=\n",
        "te\xFFxt\n\n\xE2\x80\x94 a AAAAAAA=\n",
        "text\n\n\xE2\x80\x94 a AAAAAAA=\nmore\n",
    };
    struct cx *cx = cx_of(state);
    struct signed_note note;

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (note_parse(cx, str_of(rows[i]), &note) != ERR_INVALID)
            fail_msg("row %zu is taken", i);
    assert_int_equal(note_parse(cx, STR("text\n\n\xE2\x80\x94 a AAAAAAA=\n"), &note), OK);
    assert_true(str_is(note.text, "text\n"));
    /* Empty lines in the text: the last one divides. */
    assert_int_equal(note_parse(cx, STR("a\n\nb\n\n\xE2\x80\x94 a AAAAAAA=\n"), &note), OK);
    assert_true(str_is(note.text, "a\n\nb\n"));
}

static void at_most_a_hundred_signatures_are_read(void **state)
{
    struct cx *cx = cx_of(state);
    struct buf text = buf_in(cx->arena, 1 << 16);
    struct signed_note note;

    buf_lit(&text, "text\n\n");
    for (int i = 0; i < 100; i++)
        buf_lit(&text, "\xE2\x80\x94 a AAAAAAA=\n");
    assert_int_equal(note_parse(cx, buf_view(&text), &note), OK);
    assert_int_equal(note.count, 100);
    buf_lit(&text, "\xE2\x80\x94 a AAAAAAA=\n");
    assert_int_equal(note_parse(cx, buf_view(&text), &note), ERR_INVALID);
}

static void each_spoilt_byte_of_a_note_is_noticed(void **state)
{
    struct cx *cx = cx_of(state);
    struct note_signer plain, cosigner;
    struct signed_note note;

    assert_int_equal(signer_make(cx, STR("log.example/1"), KEY_ED25519, SEED, &plain), OK);
    assert_int_equal(signer_make(cx, STR("w.example/kpu"), KEY_COSIGNATURE, SEED, &cosigner), OK);
    for (int kind = 0; kind < 2; kind++) {
        const struct note_signer *s = kind ? &cosigner : &plain;
        struct str good = note_of(cx, s, "log.example/1\n3\nabc\n", 1700000000);
        char *at = (char *)(uintptr_t)good.at; /* our own, in the arena */
        for (size_t i = 0; i < good.len; i++)
            for (int bit = 0; bit < 8; bit++) {
                at[i] = (char)(at[i] ^ (1 << bit));
                if (note_parse(cx, good, &note) == OK &&
                    note_check(cx, &note, &s->verifier, NULL) == NOTE_GOOD)
                    fail_msg("kind %d: byte %zu bit %d may be flipped", kind, i, bit);
                at[i] = (char)(at[i] ^ (1 << bit));
            }
        assert_int_equal(note_parse(cx, good, &note), OK);
        assert_int_equal(note_check(cx, &note, &s->verifier, NULL), NOTE_GOOD);
        /* The same key as the other kind is another key. */
        assert_int_equal(note_check(cx, &note, &(kind ? &plain : &cosigner)->verifier, NULL),
                         NOTE_UNKNOWN);
    }
}

static void unknown_lines_are_ignored_and_a_false_known_one_is_told(void **state)
{
    struct cx *cx = cx_of(state);
    struct note_signer log, kpu, stranger;
    struct str text = STR("log.example/1\n3\nabc\n"), a, b, c, lines;
    struct signed_note note;
    uint64_t when = 0;

    uint8_t other[32] = { 9 };
    assert_int_equal(signer_make(cx, STR("log.example/1"), KEY_ED25519, SEED, &log), OK);
    assert_int_equal(signer_make(cx, STR("w.example/kpu"), KEY_COSIGNATURE, other, &kpu), OK);
    other[0] = 10;
    assert_int_equal(signer_make(cx, STR("w.example/kpu"), KEY_COSIGNATURE, other, &stranger), OK);
    assert_int_equal(note_sign_line(cx, &log, text, 0, &a), OK);
    assert_int_equal(note_sign_line(cx, &kpu, text, 1700000000, &b), OK);
    assert_int_equal(note_sign_line(cx, &kpu, text, 1700000060, &c), OK);
    lines = arena_printf(cx->arena, "\xE2\x80\x94 someone AAAAAAAA\n%s%s%s", b.at, a.at, c.at);
    assert_int_equal(note_parse(cx, note_join(cx->arena, text, lines), &note), OK);
    assert_int_equal(note.count, 4);
    assert_int_equal(note_check(cx, &note, &log.verifier, &when), NOTE_GOOD);
    assert_int_equal(note_check(cx, &note, &kpu.verifier, &when), NOTE_GOOD);
    assert_true(when == 1700000060);
    assert_int_equal(note_check(cx, &note, &stranger.verifier, NULL), NOTE_UNKNOWN);
    /* The same lines under another text are false. */
    assert_int_equal(note_parse(cx, note_join(cx->arena, STR("log.example/1\n4\nabc\n"), lines),
                                &note), OK);
    assert_int_equal(note_check(cx, &note, &log.verifier, NULL), NOTE_FALSE);
    assert_int_equal(note_check(cx, &note, &kpu.verifier, NULL), NOTE_FALSE);
}

static void a_cosignature_has_a_time_and_the_written_form(void **state)
{
    struct cx *cx = cx_of(state);
    struct note_signer s;
    struct signed_note note;
    struct str line;
    static const char message[] = "cosignature/v1\ntime 1700000000\nlog.example/1\n3\nabc\n";
    static const uint8_t time[8] = { 0, 0, 0, 0, 0x65, 0x53, 0xf1, 0x00 };

    assert_int_equal(signer_make(cx, STR("w"), KEY_COSIGNATURE, SEED, &s), OK);
    struct str whole = note_of(cx, &s, "log.example/1\n3\nabc\n", 1700000000);
    assert_int_equal(note_parse(cx, whole, &note), OK);
    assert_int_equal(note.list[0].blob.len, 72); /* 76 bytes with the id: ledger.md 2.6 */
    assert_memory_equal(note.list[0].blob.at, time, 8);
    assert_int_equal(crypto_sign_verify_detached(note.list[0].blob.at + 8, (const uint8_t *)message,
                                                 sizeof message - 1, s.verifier.public_key), 0);
    assert_int_equal(note_sign_line(cx, &s, STR("x\n"), 0, &line), ERR_INVALID);
    assert_int_equal(note_sign_line(cx, &s, STR("x\n"), UINT64_MAX, &line), ERR_INVALID);
    assert_int_equal(note_sign_line(cx, &s, STR("x"), 1, &line), ERR_INVALID);
    assert_int_equal(note_sign_line(cx, &s, STR("x\r\n"), 1, &line), ERR_INVALID);
}

static void litewitness_and_we_read_each_other(void **state)
{
    struct cx *cx = cx_of(state);
    struct str text = vector_text(cx, "litewitness-exchanges.json");
    struct note_verifier log, witness;
    json_t *v = NULL;

    if (text.at == NULL)
        return; /* said loudly; cmocka's TAP for skip() reads as failed */
    assert_int_equal(json_read(cx, text, &v), OK);
    assert_int_equal(verifier_parse(cx, json_text(v, "log_vkey"), &log), OK);
    assert_int_equal(verifier_parse(cx, json_text(v, "witness_vkey"), &witness), OK);
    const json_t *list = json_object_get(v, "exchanges");
    assert_int_equal(json_array_size(list), 6);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        struct str request = json_text(row, "request");
        struct str body = str_from(request, str_find(request, STR("\n\n")) + 2);
        struct signed_note note;
        struct checkpoint c;
        uint64_t when = 0;
        assert_int_equal(checkpoint_open(cx, body, &log, &c, &note), OK);
        struct str lines = arena_printf(cx->arena, "%.*s%s", STR_FMT(note.lines),
                                        json_text(row, "litewitness_response").at);
        assert_int_equal(note_parse(cx, note_join(cx->arena, note.text, lines), &note), OK);
        assert_int_equal(note_check(cx, &note, &witness, &when), NOTE_GOOD);
        assert_true(when > 1700000000);
        assert_int_equal(note_check(cx, &note, &log, NULL), NOTE_GOOD);
    }
    json_decref(v);
}

static void checkpoints_are_strict(void **state)
{
    static const char root[] = "CnSrBZPJfzgMNbaVbOhJZRwhbdQSf6LwUEDNXKhA8DA=";
    static const struct { const char *text; bool taken; } rows[] = {
        { "a\n70123\n@\n", true },       { "a\n0\n@\n", true },
        { "a b\n1\n@\n", true },         /* an origin is not to be assumed a name */
        { "a\n1\n@\nextension\n", true },
        { "a\n9223372036854775807\n@\n", true }, { "a\n9223372036854775808\n@\n", false },
        { "\n1\n@\n", false },           { "a\n01\n@\n", false },   { "a\n-1\n@\n", false },
        { "a\n\n@\n", false },           { "a\n1\n@", false },      { "a\n1\n", false },
        { "a\n1\n\n", false },           { "a\n1\n@=\n", false },   { "a\n1\n@\n\n", false },
        { "a\n1\n@\nx\n\ny\n", false },  { "a\n1 \n@\n", false },   { "a\n1\n @\n", false },
        { "a\n1\nCnSrBZPJfzgMNbaVbOhJZRwhbdQSf6LwUEDNXKhA8DB=\n", false }, /* bits left over */
        { "a\n1\nCnSrBZPJfzgMNbaVbOhJZRwhbdQSf6LwUEDNXKhA8DA\n", false },
        { "a\n1\nCnSrBZPJfzgMNbaVbOhJZRwhbdQSf6LwUEDNXKhA8A==\n", false }, /* 31 bytes       */
        { "", false },                   { "a", false },
    };
    struct cx *cx = cx_of(state);
    struct checkpoint c;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str text = str_of(rows[i].text);
        size_t at = str_find(text, STR("@"));
        if (at != SIZE_MAX)
            text = arena_printf(cx->arena, "%.*s%s%s", (int)at, text.at, root, text.at + at + 1);
        if ((checkpoint_parse(cx, text, &c) == OK) != rows[i].taken)
            fail_msg("row %zu: %s", i, rows[i].text);
    }
}

static void we_sign_what_we_open(void **state)
{
    struct cx *cx = cx_of(state);
    struct note_signer log, other;
    struct checkpoint c = { .origin = STR("posko.example/log2029"), .size = 70123 }, back;
    struct str note;

    memset(c.root.b, 0xab, 32);
    assert_int_equal(signer_make(cx, c.origin, KEY_ED25519, SEED, &log), OK);
    assert_int_equal(checkpoint_sign(cx, &c, &log, &note), OK);
    assert_int_equal(checkpoint_open(cx, note, &log.verifier, &back, NULL), OK);
    assert_true(str_eq(back.origin, c.origin) && back.size == c.size && back.extension.len == 0);
    assert_true(hash_eq(&back.root, &c.root));
    uint8_t seed[32] = { 1 };
    assert_int_equal(signer_make(cx, c.origin, KEY_ED25519, seed, &other), OK);
    assert_int_equal(checkpoint_open(cx, note, &other.verifier, &back, NULL), ERR_DENIED);
    assert_int_equal(signer_make(cx, STR("elsewhere"), KEY_ED25519, SEED, &other), OK);
    assert_int_equal(checkpoint_open(cx, note, &other.verifier, &back, NULL), ERR_NOT_FOUND);
    assert_int_equal(checkpoint_sign(cx, &c, &other, &note), ERR_INVALID);
    c.extension = STR("x\n");
    assert_int_equal(checkpoint_sign(cx, &c, &log, &note), ERR_INVALID); /* ledger.md 2.5: never */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_notes_verify_and_are_signed_alike),
        cmocka_unit_test(keys_in_any_other_form_are_refused),
        cmocka_unit_test(the_form_of_a_note_is_strict),
        cmocka_unit_test(at_most_a_hundred_signatures_are_read),
        cmocka_unit_test(each_spoilt_byte_of_a_note_is_noticed),
        cmocka_unit_test(unknown_lines_are_ignored_and_a_false_known_one_is_told),
        cmocka_unit_test(a_cosignature_has_a_time_and_the_written_form),
        cmocka_unit_test(litewitness_and_we_read_each_other),
        cmocka_unit_test(checkpoints_are_strict),
        cmocka_unit_test(we_sign_what_we_open),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
