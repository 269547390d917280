/*
 * report: what is to be mended, what the rules are told, and the way to JSON and back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "domain/report.h"

#define TODAY day_of(2024, 10, 16)
#define ALL_PARTS ((1u << PART_COUNT) - 1)

static struct report_form complete(void)
{
    struct report_form f;

    report_form_init(&f);
    f.mode = MODE_ANONYMOUS;
    f.category = CATEGORY_ASN;
    f.what = STR("Ia mengajak warga memilih salah satu paslon.");
    return f;
}

static void finds(const struct report_form *f, unsigned parts, enum report_fault fault,
                  const char *field)
{
    struct report_finding out[REPORT_FINDINGS_MAX];
    size_t len = report_check(f, parts, TODAY, out);

    for (size_t i = 0; i < len; i++)
        if (out[i].fault == fault && strcmp(out[i].field, field) == 0)
            return;
    fail_msg("fault %d of %s was not among %zu findings", (int)fault, field, len);
}

static size_t how_many(const struct report_form *f)
{
    struct report_finding out[REPORT_FINDINGS_MAX];

    return report_check(f, ALL_PARTS, TODAY, out);
}

/* design.md 2: mode, category and what are all that the API insists on. */
static void mode_category_and_account_suffice(void **state)
{
    struct report_form f = complete();

    (void)state;
    assert_int_equal(how_many(&f), 0);
}

static void an_empty_form_lacks_exactly_these_three(void **state)
{
    struct report_form f;

    (void)state;
    report_form_init(&f);
    assert_int_equal(how_many(&f), 3);
    finds(&f, ALL_PARTS, REPORT_MODE_MISSING, "mode");
    finds(&f, ALL_PARTS, REPORT_CATEGORY_MISSING, "category");
    finds(&f, ALL_PARTS, REPORT_WHAT_MISSING, "what");
}

static void only_the_parts_asked_for_are_looked_at(void **state)
{
    struct report_finding out[REPORT_FINDINGS_MAX];
    struct report_form f;

    (void)state;
    report_form_init(&f);
    assert_int_equal(report_check(&f, CODE_BIT(PART_WHEN) | CODE_BIT(PART_PROOF), TODAY, out), 0);
    assert_int_equal(report_check(&f, CODE_BIT(PART_WHAT), TODAY, out), 1);
    assert_int_equal(out[0].part, PART_WHAT);
}

static void blanks_are_not_an_account(void **state)
{
    struct report_form f = complete();

    (void)state;
    f.what = STR(" \n\t ");
    finds(&f, ALL_PARTS, REPORT_WHAT_MISSING, "what");
}

/* domain.md A.4, A.7: late is received; only what cannot be is asked about. */
static void old_days_pass_and_days_ahead_do_not(void **state)
{
    struct report_form f = complete();

    (void)state;
    f.occurred_on = day_add(TODAY, -400);
    f.known_on = day_add(TODAY, -399);
    assert_int_equal(how_many(&f), 0);
    f.occurred_on = f.known_on = TODAY;
    assert_int_equal(how_many(&f), 0);
    f.occurred_on = day_add(TODAY, 1);
    finds(&f, ALL_PARTS, REPORT_DAY_AHEAD, "occurred_on");
    f = complete();
    f.known_on = day_add(TODAY, 1);
    finds(&f, ALL_PARTS, REPORT_DAY_AHEAD, "known_on");
}

static void nobody_knows_before_it_happened(void **state)
{
    struct report_form f = complete();

    (void)state;
    f.occurred_on = day_add(TODAY, -2);
    f.known_on = day_add(TODAY, -3);
    finds(&f, ALL_PARTS, REPORT_KNOWN_BEFORE, "known_on");
    f.known_on = f.occurred_on;
    assert_int_equal(how_many(&f), 0);
}

static void places_have_the_right_shape_and_lie_in_each_other(void **state)
{
    static const struct {
        const char *kecamatan, *desa, *field; /* field NULL: fine */
    } cases[] = {
        { "33.20.07", "", NULL },
        { "33.20.07", "33.20.07.2001", NULL },
        { "33.20.07", "33.20.08.2001", "desa" },   /* the neighbour's village */
        { "", "33.20.07.2001", "desa" },
        { "33.20", "", "kecamatan" },               /* a regency */
        { "33.20.07.2001", "", "kecamatan" },
        { "Mlonggo", "", "kecamatan" },
        { "33.20.07", "33.20.07", "desa" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct report_form f = complete();
        f.kecamatan = str_of(cases[i].kecamatan);
        f.desa = str_of(cases[i].desa);
        if (cases[i].field)
            finds(&f, ALL_PARTS, REPORT_PLACE_UNKNOWN, cases[i].field);
        else if (how_many(&f) != 0)
            fail_msg("%s in %s was refused", cases[i].desa, cases[i].kecamatan);
    }
}

/* ux.md 1.2, step 6b: only with a name is a name asked for. */
static void a_name_is_needed_only_where_it_was_promised(void **state)
{
    struct report_form f = complete();

    (void)state;
    f.mode = MODE_NAMED;
    finds(&f, ALL_PARTS, REPORT_NAME_MISSING, "name");
    f.name = STR("Warga Contoh");
    assert_int_equal(how_many(&f), 0);
    f = complete();
    f.mode = MODE_CONFIDENTIAL;
    finds(&f, ALL_PARTS, REPORT_CONTACT_MISSING, "name");
    f.phone = STR("0812");
    assert_int_equal(how_many(&f), 0);
}

static void two_agencies_must_remain(void **state)
{
    struct report_form f = complete();

    (void)state;
    f.exclude = CODE_BIT(AGENCY_PROPAM) | CODE_BIT(AGENCY_KPU) | CODE_BIT(AGENCY_KESBANGPOL);
    assert_int_equal(how_many(&f), 0);
    f.exclude |= CODE_BIT(AGENCY_BAWASLU);
    finds(&f, ALL_PARTS, REPORT_EXCLUDES_TOO_MANY, "exclude");
}

static void every_text_has_its_limit(void **state)
{
    static char long_text[REPORT_WHAT_MAX + 2];
    const struct {
        size_t offset, max;
        const char *field;
    } texts[] = {
        { offsetof(struct report_form, what), REPORT_WHAT_MAX, "what" },
        { offsetof(struct report_form, reported), REPORT_LINE_MAX, "reported" },
        { offsetof(struct report_form, unit), REPORT_LINE_MAX, "unit" },
        { offsetof(struct report_form, occurred_time), REPORT_LINE_MAX, "occurred_time" },
        { offsetof(struct report_form, place_detail), REPORT_LINE_MAX, "place_detail" },
        { offsetof(struct report_form, proof_note), REPORT_LINE_MAX, "proof_note" },
        { offsetof(struct report_form, name), REPORT_NAME_MAX, "name" },
        { offsetof(struct report_form, phone), REPORT_NAME_MAX, "phone" },
        { offsetof(struct report_form, address), REPORT_LINE_MAX, "address" },
    };

    (void)state;
    memset(long_text, 'a', sizeof long_text - 1);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct report_form f = complete();
        struct str *text = (struct str *)((char *)&f + texts[i].offset);
        *text = (struct str){ long_text, texts[i].max };
        if (how_many(&f) != 0)
            fail_msg("%s of exactly its limit was refused", texts[i].field);
        text->len++;
        finds(&f, ALL_PARTS, REPORT_TOO_LONG, texts[i].field);
    }
}

static void the_title_is_the_first_sentence_or_ninety_letters(void **state)
{
    struct arena *arena = arena_new(1u << 16);
    static const struct {
        const char *what, *title;
    } cases[] = {
        { "Camat berpidato. Lalu pulang.", "Camat berpidato" },
        { "Pukul 19.30 camat berpidato", "Pukul 19.30 camat berpidato" },
        { "Satu baris\nBaris kedua", "Satu baris" },
        { "Benarkah? Ya.", "Benarkah?" },
        { "", "Pak Camat" }, /* who it is about, where nothing is told */
        { "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg hhhhhhhhh "
          "iiiiiiiii jjjjjjjjj kkkkkkkkk",
          "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg hhhhhhhhh "
          "iiiiiiiii\xE2\x80\xA6" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct report_form f = complete();
        f.what = str_of(cases[i].what);
        f.reported = STR("Pak Camat");
        assert_string_equal(report_title(arena, &f).at, cases[i].title);
    }
    arena_free(arena);
}

static void a_title_never_cuts_a_letter_in_two(void **state)
{
    struct arena *arena = arena_new(1u << 20);
    char text[600];

    (void)state;
    for (size_t n = 1; n < 200; n++) { /* n letters of two bytes, without a space */
        struct report_form f = complete();
        for (size_t i = 0; i < n; i++)
            memcpy(text + 2 * i, "\xC3\xA9", 2);
        f.what = (struct str){ text, 2 * n };
        struct str title = report_title(arena, &f);
        assert_true(utf8_valid(title));
        assert_true(utf8_length(title) <= 91);
    }
    arena_free(arena);
}

static void facts_say_what_was_said_and_no_more(void **state)
{
    const struct report_place place = { STR("Kab. Jepara"), STR("Jawa Tengah"), 420 };
    struct report_form f = complete();
    struct triage_facts facts;

    (void)state;
    report_facts(&f, INT64_C(1726539600000000), &place, &facts);
    assert_int_equal(facts.reporter.identified, KNOWN_NO);
    assert_int_equal(facts.reporter.local_voter, NOT_KNOWN);
    assert_int_equal(facts.reported.named, KNOWN_NO);
    assert_int_equal(facts.reported.chief, NOT_KNOWN);
    assert_int_equal(facts.described, KNOWN_YES);
    assert_int_equal(facts.evidence, 0);
    assert_int_equal(facts.witnesses, 0);
    assert_int_equal(facts.signs, 0);
    assert_false(day_known(facts.occurred_on));
    assert_true(facts.filed);

    f.mode = MODE_CONFIDENTIAL;
    f.name = STR("Warga Contoh");
    f.voter_here = ANSWER_YES;
    f.proofs = PROOF_PHOTO | PROOF_LINK;
    f.witnesses = 2;
    f.threatened = ANSWER_YES;
    f.local_chief = ANSWER_YES;
    f.role = ROLE_CAMAT;
    f.unit = STR("Kecamatan Mlonggo");
    f.desa = STR("33.20.07.2001");
    report_facts(&f, INT64_C(1726539600000000), &place, &facts);
    assert_int_equal(facts.reporter.identified, KNOWN_YES);
    assert_int_equal(facts.reporter.standing, STANDING_PEMILIH);
    assert_int_equal(facts.reported.named, KNOWN_YES); /* by office */
    assert_int_equal(facts.reported.chief, KNOWN_YES);
    assert_int_equal(facts.evidence, 2);
    assert_int_equal(facts.witnesses, 2);
    assert_int_equal(facts.signs, CODE_BIT(SIGN_THREAT));
    assert_true(facts.place.detail.len > 0);
}

static struct report_form full(void)
{
    struct report_form f = complete();

    f.mode = MODE_NAMED;
    f.acts = CODE_BIT(ACT_MOBILISASI) | CODE_BIT(ACT_FASILITAS_NEGARA);
    f.what = STR("Kata \"dalam kutip\", garis\\miring\ndan baris kedua \xC3\xA9.");
    f.occurred_on = day_of(2024, 9, 14);
    f.known_on = day_of(2024, 9, 15);
    f.occurred_time = STR("sekitar 19.30");
    f.kecamatan = STR("33.20.07");
    f.desa = STR("33.20.07.2001");
    f.place_detail = STR("Balai desa");
    f.reported = STR("Pak Camat");
    f.unit = STR("Kecamatan Mlonggo");
    f.role = ROLE_CAMAT;
    f.body = BODY_PPK;
    f.local_chief = ANSWER_YES;
    f.institution = ANSWER_UNSURE;
    f.proofs = PROOF_PHOTO | PROOF_OTHER;
    f.proof_note = STR("akun media sosial");
    f.witnesses = 0;
    f.threatened = ANSWER_NO;
    f.in_progress = ANSWER_YES;
    f.exclude = CODE_BIT(AGENCY_PROPAM);
    f.name = STR("Warga Contoh");
    f.phone = STR("0812");
    f.address = STR("Jepara");
    f.voter_here = ANSWER_YES;
    f.under_17 = ANSWER_NO;
    f.standing = STANDING_PEMILIH;
    f.channel = CHANNEL_WEB;
    f.lang = STR("id");
    return f;
}

static void json_and_back_is_the_same_report(void **state)
{
    struct arena *arena = arena_new(1u << 20);
    struct cx cx = cx_system(arena);
    struct report_form f = full(), back;
    struct str once, twice;

    (void)state;
    assert_int_equal(report_form_write(&cx, &f, &once), OK);
    assert_int_equal(report_form_read(&cx, once, &back), OK);
    assert_int_equal(report_form_write(&cx, &back, &twice), OK);
    assert_string_equal(once.at, twice.at);
    assert_int_equal(back.acts, f.acts);
    assert_int_equal(back.proofs, f.proofs);
    assert_int_equal(back.exclude, f.exclude);
    assert_int_equal(back.witnesses, 0); /* none is an answer, and not "not asked" */
    assert_int_equal(back.occurred_on.n, f.occurred_on.n);
    assert_int_equal(back.institution, ANSWER_UNSURE);
    assert_true(str_eq(back.what, f.what));
    assert_true(str_eq(back.address, f.address));
    assert_int_equal(back.standing, STANDING_PEMILIH);

    report_form_init(&f);
    assert_int_equal(report_form_write(&cx, &f, &once), OK);
    assert_int_equal(report_form_read(&cx, once, &back), OK);
    assert_int_equal(back.witnesses, -1);
    assert_false(day_known(back.known_on));
    assert_int_equal(back.mode, MODE_NONE);
    arena_free(arena);
}

static void what_is_not_ours_is_not_read(void **state)
{
    static const char *const wrong[] = {
        "[]", "{\"mode\":\"secretly\"}", "{\"violation\":\"mobilisasi\"}",
        "{\"violation\":[\"no_such_act\"]}", "{\"violation\":[1]}", "{\"what\":5}",
        "{\"occurred_on\":\"2024-02-31\"}", "{\"witnesses\":-1}", "{\"witnesses\":\"2\"}",
        "{\"threatened\":true}", "{\"evidence\":[\"gossip\"]}",
        "{\"reported\":{\"role\":\"king\"}}",
    };
    struct arena *arena = arena_new(1u << 20);
    struct cx cx = cx_system(arena);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct report_form untouched = { .witnesses = 77 };
        if (report_form_read(&cx, str_of(wrong[i]), &untouched) == OK)
            fail_msg("%s was read", wrong[i]);
        assert_int_equal(untouched.witnesses, 77);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mode_category_and_account_suffice),
        cmocka_unit_test(an_empty_form_lacks_exactly_these_three),
        cmocka_unit_test(only_the_parts_asked_for_are_looked_at),
        cmocka_unit_test(blanks_are_not_an_account),
        cmocka_unit_test(old_days_pass_and_days_ahead_do_not),
        cmocka_unit_test(nobody_knows_before_it_happened),
        cmocka_unit_test(places_have_the_right_shape_and_lie_in_each_other),
        cmocka_unit_test(a_name_is_needed_only_where_it_was_promised),
        cmocka_unit_test(two_agencies_must_remain),
        cmocka_unit_test(every_text_has_its_limit),
        cmocka_unit_test(the_title_is_the_first_sentence_or_ninety_letters),
        cmocka_unit_test(a_title_never_cuts_a_letter_in_two),
        cmocka_unit_test(facts_say_what_was_said_and_no_more),
        cmocka_unit_test(json_and_back_is_the_same_report),
        cmocka_unit_test(what_is_not_ours_is_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
