/*
 * posko triage: the words of its command line, what it answers and what it
 * refuses, by exit code, standard output and standard error.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/json.h"
#include "cli/builtin_rules.h"
#include "cli/triage.h"

struct ran {
    int code;
    char out[40000], err[4000];
};

/* Writes the text to a new file; its name in `name`. */
static void write_file(char name[static 32], const char *text, size_t len)
{
    int fd;

    snprintf(name, 32, "/tmp/posko-triage-XXXXXX");
    fd = mkstemp(name);
    assert_true(fd >= 0);
    assert_true(write(fd, text, len) == (ssize_t)len);
    close(fd);
}

static void read_back(FILE *file, char *out, size_t size)
{
    rewind(file);
    out[fread(out, 1, size - 1, file)] = '\0';
    fclose(file);
}

/* Runs the command with its three streams in files; an argument "@" becomes the
 * name of a file that holds `in`, and "-" reads it from standard input. */
static void run(struct ran *r, const char *in, int argc, char **argv)
{
    FILE *files[3] = { tmpfile(), tmpfile(), tmpfile() };
    char name[32];
    int saved[3];

    write_file(name, in, strlen(in));
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "@") == 0)
            argv[i] = name;
    fputs(in, files[0]);
    rewind(files[0]);
    fflush(stdout);
    for (int i = 0; i < 3; i++) {
        saved[i] = dup(i);
        assert_true(files[i] && dup2(fileno(files[i]), i) == i);
    }
    clearerr(stdin);
    r->code = cmd_triage(argc, argv);
    fflush(stdout);
    fflush(stderr);
    fseek(stdin, 0, SEEK_END);
    for (int i = 0; i < 3; i++) {
        dup2(saved[i], i);
        close(saved[i]);
    }
    fclose(files[0]);
    unlink(name);
    read_back(files[1], r->out, sizeof r->out);
    read_back(files[2], r->err, sizeof r->err);
}

#define RUN(r, in, ...)                                                            \
    do {                                                                           \
        char *argv_[] = { "triage", __VA_ARGS__ };                                 \
        run((r), (in), (int)(sizeof argv_ / sizeof *argv_), argv_);                \
    } while (0)

static void nothing_known_is_answered(void **state)
{
    struct ran r;

    (void)state;
    unsetenv("POSKO_RULES");
    RUN(&r, "{}", "-");
    assert_int_equal(r.code, 0);
    assert_non_null(strstr(r.out, "\"intake_kind\":\"informasi_awal\""));
    assert_non_null(strstr(r.out, "\"rules\":\"pilkada-2024\""));
    assert_string_equal(r.err, "");
}

static void the_answer_is_one_json_object_with_every_member_of_the_contract(void **state)
{
    static const char *const members[] = { "intake_kind", "timeliness", "urgency", "admissible",
                                           "routes", "clocks", "excluded_agencies", "flags",
                                           "rules" };
    static const char facts[] =
        "{\"reported_category\":\"asn\",\"violation\":[\"foto_simbol\"],"
        "\"occurred_on\":\"2024-09-14\","
        "\"known_on\":\"2024-09-14\",\"filed_at\":\"2024-09-17T09:20:00+07:00\","
        "\"channel\":\"web\"}";
    struct ran r;
    struct arena *arena = arena_new((size_t)4 << 20);
    struct cx cx = cx_system(arena);
    json_t *value = NULL;

    (void)state;
    RUN(&r, facts, "@");
    assert_int_equal(r.code, 0);
    assert_int_equal(json_read(&cx, str_of(r.out), &value), OK);
    assert_int_equal(json_object_size(value), COUNT_OF(members));
    for (size_t i = 0; i < COUNT_OF(members); i++)
        assert_non_null(json_object_get(value, members[i]));
    assert_non_null(strstr(r.out, "{\"authority\":\"bkn\",\"basis\":\""));
    assert_non_null(strstr(r.out, "\"due_on\":\"2024-09-24\"")); /* the contract's own example */
    json_decref(value);
    arena_free(arena);
}

static void facts_that_cannot_be_are_refused_and_named(void **state)
{
    static const struct {
        const char *facts, *named;
    } cases[] = {
        { "", "" },
        { "[]", "object" },
        { "{\"occurred_on\":\"2024-02-30\"}", "occurred_on" },
        { "{\"occurred_on\":20240914}", "occurred_on" },
        { "{\"known_on\":\"0204-09-14\"}", "known_on" },
        { "{\"filed_at\":\"9999-12-31T23:59:59-12:00\"}", "filed_at" },
        { "{\"filed_at\":\"2024-09-17T09:20:00\"}", "filed_at" },
        { "{\"filed_at\":\"kemarin\"}", "filed_at" },
        { "{\"place\":{\"tz\":\"+25:00\"}}", "tz" },
        { "{\"place\":\"Jepara\"}", "place" },
        { "{\"violation\":\"foto_simbol\"}", "violation" },
        { "{\"violation\":[1]}", "violation" },
        { "{\"witnesses\":-1}", "witnesses" },
        { "{\"witnesses\":1.5}", "witnesses" },
        { "{\"reporter\":{\"identified\":\"ya\"}}", "identified" },
        { "{\"channel\":\"web\",\"channel\":\"sms\"}", "" },
        { "{\"channel\":\"web\"", "" },
        { "{} {}", "" },
    };
    struct ran r;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        RUN(&r, cases[i].facts, "@");
        if (r.code != 1 || r.out[0] || !strstr(r.err, cases[i].named) || !r.err[0])
            fail_msg("%s: %d, \"%s\", \"%s\"", cases[i].facts, r.code, r.out, r.err);
    }
}

static void misuse_is_two_and_help_is_not_misuse(void **state)
{
    struct ran r;

    (void)state;
    RUN(&r, "{}", "--nonsense");
    assert_int_equal(r.code, 2);
    RUN(&r, "{}", "--rules");
    assert_int_equal(r.code, 2);
    RUN(&r, "{}", "a", "b");
    assert_int_equal(r.code, 2);
    RUN(&r, "{}", "--help");
    assert_int_equal(r.code, 0);
    assert_non_null(strstr(r.out, "usage: posko triage"));
    RUN(&r, "{}", "/nowhere/facts.json");
    assert_int_equal(r.code, 1);
    assert_non_null(strstr(r.err, "/nowhere/facts.json"));
}

static void a_rule_file_may_be_named(void **state)
{
    char name[32];
    struct ran r;
    struct str yaml = builtin_rules_yaml(0);

    (void)state;
    write_file(name, yaml.at, yaml.len);
    RUN(&r, "{\"occurred_on\":\"2024-10-10\"}", "--rules", name, "@");
    assert_int_equal(r.code, 0);
    assert_non_null(strstr(r.out, "\"rules\":\"pilkada-2020\""));
    setenv("POSKO_RULES", name, 1);
    RUN(&r, "{\"occurred_on\":\"2024-10-10\"}", "@");
    assert_non_null(strstr(r.out, "\"rules\":\"pilkada-2020\""));
    unlink(name);
    RUN(&r, "{}", "@");
    assert_int_equal(r.code, 1);
    unsetenv("POSKO_RULES");
    write_file(name, "rules: [", 8);
    RUN(&r, "{}", "--rules", name, "@");
    unlink(name);
    assert_int_equal(r.code, 1);
    assert_non_null(strstr(r.err, name));
    assert_non_null(strstr(r.err, ":1: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_known_is_answered),
        cmocka_unit_test(the_answer_is_one_json_object_with_every_member_of_the_contract),
        cmocka_unit_test(facts_that_cannot_be_are_refused_and_named),
        cmocka_unit_test(misuse_is_two_and_help_is_not_misuse),
        cmocka_unit_test(a_rule_file_may_be_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
