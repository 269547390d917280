/*
 * Regions: what can be looked up in the committed list of administrative
 * units, and how forgiving a name may be. The last tests read the real file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/civil.h"
#include "domain/region.h"

#define SMALL                              \
    STR("33\tJawa Tengah\n" \
        "33.20\tKabupaten Jepara\n" \
        "33.20.06\tJepara\n" \
        "33.20.06.1001\tKauman\n" \
        "33.20.06.1002\tPanggang\n" \
        "33.20.10\tKarimunjawa\n" \
        "33.20.10.2001\tKemojan\n" \
        "33.20.10.2002\tSama\n" \
        "33.20.10.2003\tSAMA\n" \
        "33.20.15\tPakis Aji\n" \
        "33.72\tKota Surakarta\n" \
        "33.75\tKota Pekalongan\n" \
        "33.76\tKabupaten Pekalongan\n" \
        "51\tBali\n")

static void assert_str(struct str have, const char *want)
{
    if (!str_is(have, want))
        fail_msg("have \"%.*s\", want \"%s\"", STR_FMT(have), want);
}

static void codes_have_the_ministrys_four_shapes_and_no_other(void **state)
{
    static const struct {
        const char *code;
        int level; /* -1: no code */
    } cases[] = {
        { "", REGION_COUNTRY },          { "33", REGION_PROVINCE },
        { "33.20", REGION_REGENCY },     { "33.20.07", REGION_DISTRICT },
        { "33.20.07.2001", REGION_VILLAGE },
        { "3", -1 },                     { "33.", -1 },
        { "3320", -1 },                  { "33.2", -1 },
        { "33-20", -1 },                 { "33.20.07.200", -1 },
        { "33.20.07.20011", -1 },        { "33.2O", -1 },
        { " 33", -1 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum region_level level = REGION_VILLAGE;
        bool ok = region_code_level(str_of(cases[i].code), &level);
        if (ok != (cases[i].level >= 0) || (ok && (int)level != cases[i].level))
            fail_msg("\"%s\" gave %d, level %d", cases[i].code, ok, (int)level);
    }
}

static void every_line_is_found_by_its_code_and_nothing_else_is(void **state)
{
    static const char *const absent[] = { "",      "00",    "32",      "33.19", "33.20.0",
                                          "33.21", "33.20.06.1003", "99",  "33.20.06.100", "x" };
    struct str rest = SMALL, line;
    (void)state;

    while (str_cut(&rest, '\n', &line) && line.len > 0) {
        struct str code = str_first(line, str_find(line, STR("\t")));
        struct region r = { 0 };
        if (!region_find(SMALL, code, &r))
            fail_msg("%.*s was not found", STR_FMT(code));
        assert_true(str_eq(r.code, code));
        assert_true(str_eq(r.name, str_from(line, code.len + 1)));
    }
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        struct region r = { STR("untouched"), STR("") };
        if (region_find(SMALL, str_of(absent[i]), &r))
            fail_msg("\"%s\" should not be there", absent[i]);
        assert_str(r.code, "untouched");
    }
    struct region r;
    assert_false(region_find(STR(""), STR("33"), &r));
    assert_false(region_find(STR("no tab at all\n"), STR("33"), &r));
}

static void children_are_only_the_units_directly_inside(void **state)
{
    static const struct {
        const char *parent, *children;
    } cases[] = {
        { "", "33,51," },
        { "33", "33.20,33.72,33.75,33.76," },
        { "33.20", "33.20.06,33.20.10,33.20.15," },
        { "33.20.06", "33.20.06.1001,33.20.06.1002," },
        { "33.20.15", "" },
        { "33.20.06.1001", "" },
        { "51", "" },
        { "33.2", "" }, /* a prefix of a code is not its parent */
        { "34", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char seen[200] = "";
        size_t len = 0;
        struct region r;
        for (struct region_walk w = region_children(SMALL, str_of(cases[i].parent));
             region_next(&w, &r);)
            len += (size_t)snprintf(seen + len, sizeof seen - len, "%.*s,", STR_FMT(r.code));
        assert_string_equal(seen, cases[i].children);
    }
}

static void a_unit_knows_what_it_lies_in(void **state)
{
    (void)state;
    assert_str(region_parent(STR("33.20.06.1001")), "33.20.06");
    assert_str(region_parent(STR("33")), "");
    assert_str(region_parent(STR("")), "");
    assert_true(region_within(STR("33.20.06"), STR("33.20")));
    assert_true(region_within(STR("33.20"), STR("33.20")));
    assert_true(region_within(STR("33.20"), STR("")));
    assert_false(region_within(STR("33.20"), STR("33.20.06")));
    assert_false(region_within(STR("33.20"), STR("33.2")));
    assert_str(region_name(SMALL, STR("33.20")), "Kabupaten Jepara");
    assert_str(region_name(SMALL, STR("33.99")), "");
}

static void a_name_is_matched_as_people_write_it_but_never_guessed(void **state)
{
    static const struct {
        const char *parent, *text, *code; /* NULL: no match */
    } cases[] = {
        { "33.20", "33.20.10", "33.20.10" },
        { "33.20", "Karimunjawa", "33.20.10" },
        { "33.20", "KARIMUN JAWA", "33.20.10" },
        { "33.20", "  pakisaji ", "33.20.15" },
        { "33.20", "Kecamatan Jepara", "33.20.06" },
        { "33.20", "Kec. Pakis-Aji", "33.20.15" },
        { "33.20", "kec.jepara", "33.20.06" },
        { "33", "Jepara", "33.20" },
        { "33", "Kab. Jepara", "33.20" },
        { "33", "Kota Pekalongan", "33.75" },
        { "33", "Pekalongan", NULL }, /* a city and a regency */
        { "33", "kabupaten pekalongan", "33.76" },
        { "33.20.10", "Sama", NULL },  /* two of them */
        { "33.20.10", "33.20.10.2003", "33.20.10.2003" },
        { "33.20.06", "Desa Kauman", "33.20.06.1001" },
        { "33.20", "Kauman", NULL },   /* not directly inside */
        { "33.20", "33.20.06.1001", NULL },
        { "33.20", "33.72", NULL },
        { "33.20", "Jepar", NULL },
        { "33.20", "Jeparaa", NULL },
        { "33.20", "", NULL },
        { "33.20", "  . - ", NULL },
        { "33.20", "Kecamatan", NULL },
        { "99", "Jepara", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct region r = { STR("none"), STR("") };
        bool found = region_match(SMALL, str_of(cases[i].parent), str_of(cases[i].text), &r);
        if (found != (cases[i].code != NULL) ||
            !str_is(r.code, cases[i].code ? cases[i].code : "none"))
            fail_msg("\"%s\" in %s gave %.*s", cases[i].text, cases[i].parent, STR_FMT(r.code));
    }
}

static struct str read_real(const char *name)
{
    const char *dir = getenv("POSKO_REGIONS");
    char path[1024];
    static char kept[2][4 << 20];
    static size_t used;
    char *into = kept[used++ % 2];

    if (!dir)
        fail_msg("POSKO_REGIONS must name rules/regions");
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("%s cannot be read", path);
    size_t len = fread(into, 1, sizeof kept[0], f);
    fclose(f);
    return (struct str){ into, len };
}

static size_t count_children(struct str table, struct str code)
{
    struct region r;
    size_t n = 0;

    for (struct region_walk w = region_children(table, code); region_next(&w, &r);)
        n++;
    return n;
}

static void the_real_list_is_sorted_whole_and_found_line_by_line(void **state)
{
    struct str table = read_real("indonesia.tsv"), rest = table, line, last = STR("");
    size_t levels[REGION_VILLAGE + 1] = { 0 };
    (void)state;

    assert_true(utf8_valid(table));
    while (str_cut(&rest, '\n', &line) && line.len > 0) {
        struct region r = { 0 };
        enum region_level level;
        struct str code = str_first(line, str_find(line, STR("\t")));

        if (!region_code_level(code, &level) || str_cmp(last, code) >= 0 ||
            !region_find(table, code, &r) || r.name.len == 0 ||
            !str_eq(r.name, str_trim(r.name)))
            fail_msg("bad line: %.*s", STR_FMT(line));
        if (level > REGION_PROVINCE && !region_find(table, region_parent(code), &r))
            fail_msg("no parent: %.*s", STR_FMT(line));
        levels[level]++;
        last = code;
    }
    assert_int_equal(levels[REGION_PROVINCE], 38);  /* since Law 29/2022 */
    assert_int_equal(levels[REGION_REGENCY], 514);  /* 416 regencies and 98 cities */
    assert_true(levels[REGION_DISTRICT] > 7200);
    assert_true(levels[REGION_VILLAGE] > 83000);
}

static void jepara_has_sixteen_districts_and_195_villages(void **state)
{
    struct str table = read_real("indonesia.tsv");
    struct region r;
    size_t villages = 0;
    (void)state;

    assert_str(region_name(table, STR("33.20")), "Kabupaten Jepara");
    assert_str(region_name(table, STR("33.74")), "Kota Semarang");
    assert_str(region_name(table, STR("31")), "DKI Jakarta");
    assert_int_equal(count_children(table, STR("33.20")), 16);
    for (struct region_walk w = region_children(table, STR("33.20")); region_next(&w, &r);)
        villages += count_children(table, r.code);
    assert_int_equal(villages, 195);
    assert_true(region_match(table, STR("33.20"), STR("kec. mlonggo"), &r));
    assert_str(r.code, "33.20.07");
    assert_int_equal(count_children(table, STR("")), 38);
}

/* Presidential decree 41/1987, article 1, and the provinces split off since. */
static void each_province_keeps_its_decreed_hour(void **state)
{
    static const struct {
        const char *code;
        int minutes;
    } cases[] = {
        { "11", ZONE_WIB },       { "33.20.07.2001", ZONE_WIB }, { "61", ZONE_WIB },
        { "62.71", ZONE_WIB },    { "63", ZONE_WITA },           { "64", ZONE_WITA },
        { "65", ZONE_WITA },      { "51", ZONE_WITA },           { "53", ZONE_WITA },
        { "71", ZONE_WITA },      { "76", ZONE_WITA },           { "81", ZONE_WIT },
        { "82", ZONE_WIT },       { "91", ZONE_WIT },            { "96", ZONE_WIT },
    };
    struct str zones = read_real("zones.tsv"), table = read_real("indonesia.tsv");
    struct region r;
    int minutes = -1;
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(region_zone(zones, str_of(cases[i].code), &minutes));
        assert_int_equal(minutes, cases[i].minutes);
    }
    for (struct region_walk w = region_children(table, STR("")); region_next(&w, &r);)
        if (!region_zone(zones, r.code, &minutes))
            fail_msg("no zone for %.*s", STR_FMT(r.code));
    minutes = -1;
    assert_false(region_zone(zones, STR("99"), &minutes));
    assert_false(region_zone(zones, STR(""), &minutes));
    assert_int_equal(minutes, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_have_the_ministrys_four_shapes_and_no_other),
        cmocka_unit_test(every_line_is_found_by_its_code_and_nothing_else_is),
        cmocka_unit_test(children_are_only_the_units_directly_inside),
        cmocka_unit_test(a_unit_knows_what_it_lies_in),
        cmocka_unit_test(a_name_is_matched_as_people_write_it_but_never_guessed),
        cmocka_unit_test(the_real_list_is_sorted_whole_and_found_line_by_line),
        cmocka_unit_test(jepara_has_sixteen_districts_and_195_villages),
        cmocka_unit_test(each_province_keeps_its_decreed_hour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
