/* The description of the API and the API are the same thing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "json_schema.h"
#include "openapi_files.h"
#include "web/api_routes.h"

static json_t *description;

static int load(void **state)
{
    struct bytes text = openapi_files[0].plain;

    (void)state;
    description = json_loadb((const char *)text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
    return description ? 0 : -1;
}

static int drop(void **state)
{
    (void)state;
    json_decref(description);
    return 0;
}

static const json_t *operation_of(const struct route *r)
{
    const json_t *path = json_object_get(json_object_get(description, "paths"), r->path);

    return json_object_get(path, r->method == METHOD_POST ? "post" : "get");
}

static void every_row_of_the_api_is_described(void **state)
{
    (void)state;
    for (size_t i = 0; i < api_routes_len; i++) {
        assert_true(api_routes[i].flags & ROUTE_API);
        if (!operation_of(&api_routes[i]))
            fail_msg("%s is not in openapi.json", api_routes[i].path);
    }
}

static bool has_row(const char *path, const char *method)
{
    for (size_t i = 0; i < api_routes_len; i++)
        if (strcmp(api_routes[i].path, path) == 0
            && api_routes[i].method == (strcmp(method, "post") == 0 ? METHOD_POST : METHOD_GET))
            return true;
    return false;
}

static void every_described_operation_has_its_row(void **state)
{
    const char *path, *method;
    json_t *item, *op;

    (void)state;
    json_object_foreach(json_object_get(description, "paths"), path, item)
        json_object_foreach(item, method, op)
            if (!op || !has_row(path, method))
                fail_msg("%s %s has no row", method, path);
}

static void the_code_is_asked_for_where_the_description_says_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < api_routes_len; i++) {
        const json_t *op = operation_of(&api_routes[i]);
        bool said = json_array_size(json_object_get(op, "security")) > 0;

        assert_int_equal(said, api_routes[i].who == WHO_RECEIPT);
        assert_int_equal(json_object_get(op, "requestBody") != NULL, api_routes[i].body_max > 0);
        assert_int_equal(said, json_object_get(json_object_get(op, "responses"), "401") != NULL);
        assert_int_equal(api_routes[i].limit != NULL,
                         json_object_get(json_object_get(op, "responses"), "429") != NULL);
    }
}

static bool names_parameter(const json_t *op, const char *in, const char *name)
{
    const json_t *list = json_object_get(op, "parameters");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *p = json_array_get(list, i);

        if (strcmp(json_string_value(json_object_get(p, "in")), in) == 0
            && strcmp(json_string_value(json_object_get(p, "name")), name) == 0)
            return true;
    }
    return false;
}

static void every_field_of_a_query_is_a_parameter(void **state)
{
    (void)state;
    for (size_t i = 0; i < api_routes_len; i++)
        for (size_t j = 0; j < api_routes[i].fields_len; j++)
            assert_true(names_parameter(operation_of(&api_routes[i]), "query",
                                        api_routes[i].fields[j].name));
}

static void follow(const json_t *v)
{
    const char *name;
    const json_t *inner;
    size_t i;

    if (json_is_object(v) && json_object_get(v, "$ref") && !schema_resolve(description, v))
        fail_msg("%s leads nowhere", json_string_value(json_object_get(v, "$ref")));
    json_object_foreach((json_t *)(uintptr_t)v, name, inner) {
        /* what "required" names, "properties" must have */
        if (strcmp(name, "required") == 0)
            for (i = 0; i < json_array_size(inner); i++)
                assert_non_null(json_object_get(json_object_get(v, "properties"),
                                                json_string_value(json_array_get(inner, i))));
        follow(inner);
    }
    json_array_foreach(v, i, inner)
        follow(inner);
}

static void every_reference_leads_somewhere(void **state)
{
    (void)state;
    follow(description);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_api_is_described),
        cmocka_unit_test(every_described_operation_has_its_row),
        cmocka_unit_test(the_code_is_asked_for_where_the_description_says_so),
        cmocka_unit_test(every_field_of_a_query_is_a_parameter),
        cmocka_unit_test(every_reference_leads_somewhere),
    };

    return cmocka_run_group_tests_name("web/api_openapi", tests, load, drop);
}
