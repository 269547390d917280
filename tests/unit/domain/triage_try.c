/*
 * triage_try: see the header.
 */
#include "triage_try.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "cli/builtin_rules.h"
#include "domain/triage_json.h"

/* A complete, timely report by a voter with a name, in the campaign, WIB. */
static const char complete[] =
    "{\"reported_category\":\"asn\",\"violation\":[\"foto_simbol\"],"
    "\"occurred_on\":\"2024-10-05\",\"known_on\":\"2024-10-05\","
    "\"filed_at\":\"2024-10-07T09:20:00+07:00\",\"channel\":\"web\",\"urgency_signs\":[],"
    "\"place\":{\"kab_kota\":\"Kab. Jepara\",\"provinsi\":\"Jawa Tengah\",\"tz\":\"+07:00\"},"
    "\"reporter\":{\"identified\":true,\"local_voter\":true,\"standing\":\"pemilih\","
    "\"age_under_17\":false},"
    "\"reported\":{\"named\":true,\"role\":\"staf\",\"unit\":\"Dinas\",\"local_chief\":false,"
    "\"institution\":false,\"candidate\":false},"
    "\"evidence\":[\"foto\"],\"witnesses\":1,\"described\":true,"
    "\"election\":{\"kind\":\"bupati\",\"candidates_determined\":null}}";

static bool listed(const json_t *list, const char *code)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), code) == 0)
            return true;
    return false;
}

static const json_t *entry(const json_t *list, const char *key, const char *code)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *e = json_array_get(list, i);

        if (strcmp(json_string_value(json_object_get(e, key)), code) == 0)
            return e;
    }
    return NULL;
}

static bool value_is(const json_t *v, const char *text)
{
    if (json_is_string(v))
        return strcmp(json_string_value(v), text) == 0;
    if (json_is_boolean(v))
        return strcmp(json_is_true(v) ? "true" : "false", text) == 0;
    return json_is_null(v) && strcmp(text, "null") == 0;
}

/* "kind:code", perhaps "=value". */
static bool holds_in_list(const json_t *found, const char *kind, const char *code,
                          const char *value)
{
    static const struct {
        const char *kind, *list, *key, *field;
    } kinds[] = {
        { "route", "routes", "authority", "due_on" },
        { "clock", "clocks", "name", "due_on" },
        { "strict", "clocks", "name", "strict_due_on" },
        { "at", "clocks", "name", "due_at" },
        { "start", "clocks", "name", "starts_on" },
    };
    const json_t *admissible = json_object_get(found, "admissible");

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kind, kinds[i].kind) == 0) {
            const json_t *e = entry(json_object_get(found, kinds[i].list), kinds[i].key, code);

            return e && (!value || value_is(json_object_get(e, kinds[i].field), value));
        }
    }
    if (strcmp(kind, "flag") == 0)
        return listed(json_object_get(found, "flags"), code);
    if (strcmp(kind, "excluded") == 0)
        return listed(json_object_get(found, "excluded_agencies"), code);
    if (strcmp(kind, "missing") == 0)
        return listed(json_object_get(admissible, "missing"), code);
    fail_msg("the test says \"%s\", which is nothing", kind);
    return false;
}

static bool holds_word(const json_t *found, char *word)
{
    const json_t *admissible = json_object_get(found, "admissible");
    char *code = strchr(word, ':'), *value;

    value = strchr(word, '=');
    if (value)
        *value++ = '\0';
    if (code && (!value || code < value)) {
        *code++ = '\0';
        return holds_in_list(found, word, code, value);
    }
    if (strcmp(word, "missing") == 0)
        return json_array_size(json_object_get(admissible, "missing")) == 0;
    if (strcmp(word, "excluded") == 0)
        return json_array_size(json_object_get(found, "excluded_agencies")) == 0;
    if (strcmp(word, "intake") == 0)
        return value_is(json_object_get(found, "intake_kind"), value);
    if (strcmp(word, "formal") == 0 || strcmp(word, "material") == 0)
        return value_is(json_object_get(admissible, word), value);
    return value_is(json_object_get(found, word), value);
}

static json_t *findings_of(struct cx *cx, const struct rule_sets *sets, const char *patch)
{
    json_t *facts = NULL, *over = NULL, *out = NULL;
    struct triage_facts f;
    struct triage_findings found;
    struct buf b = buf_in(cx->arena, 1 << 18);
    struct json_out o = json_to(&b);

    if (json_read(cx, str_of(complete), &facts) != OK || json_read(cx, str_of(patch), &over) != OK)
        fail_msg("the test's own JSON: %s in %s", cx->note.text, patch);
    json_object_update_recursive(facts, over);
    if (triage_facts_read(cx, facts, &f) != OK
        || triage(cx, rulebook_for(sets->books, sets->count, triage_day(&f)), &f, &found) != OK)
        fail_msg("refused: %s for %s", cx->note.text, patch);
    triage_findings_json(cx, &found, &o);
    if (json_read(cx, buf_view(&b), &out) != OK)
        fail_msg("the answer is not JSON: %s", cx->note.text);
    json_decref(facts);
    json_decref(over);
    return out;
}

void triage_try_all(const struct triage_try *tries, int count)
{
    struct arena *arena = arena_new((size_t)64 << 20);
    struct cx cx = cx_system(arena);
    struct rule_sets sets;

    if (rule_sets_builtin(&cx, &sets) != OK)
        fail_msg("the built-in rules are refused: %s", cx.note.text);
    for (int i = 0; i < count; i++) {
        json_t *found = findings_of(&cx, &sets, tries[i].facts);
        char expect[2000], *save = NULL;

        assert_true(strlen(tries[i].expect) < sizeof expect);
        snprintf(expect, sizeof expect, "%s", tries[i].expect);
        for (char *w = strtok_r(expect, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
            char said[200];
            bool not = w[0] == '!';

            snprintf(said, sizeof said, "%s", w);
            if (holds_word(found, w + not) == not) {
                char *text = json_dumps(found, JSON_COMPACT);

                fail_msg("row %d (%s): %s does not hold for %s\n%s", i, tries[i].source, said,
                         tries[i].facts, text);
            }
        }
        json_decref(found);
    }
    arena_free(arena);
}
