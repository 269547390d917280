/* json_schema: see the header. */
#include "json_schema.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct check {
    const json_t *root;
    char *why;
    size_t why_len;
    char path[300];
};

static bool no(struct check *c, const char *what)
{
    snprintf(c->why, c->why_len, "%s: %s", c->path[0] ? c->path : "(root)", what);
    return false;
}

const json_t *schema_resolve(const json_t *root, const json_t *schema)
{
    const char *at = json_string_value(json_object_get(schema, "$ref"));
    const json_t *found = root;
    char part[100];
    size_t n;

    if (!at)
        return schema;
    for (at += 1; found && *at == '/'; at += 1 + n) {
        n = strcspn(at + 1, "/");
        snprintf(part, sizeof part, "%.*s", (int)n, at + 1);
        found = json_object_get(found, part);
    }
    return found;
}

static bool type_is(const json_t *v, const char *type)
{
    return (strcmp(type, "object") == 0 && json_is_object(v))
        || (strcmp(type, "array") == 0 && json_is_array(v))
        || (strcmp(type, "string") == 0 && json_is_string(v))
        || (strcmp(type, "integer") == 0 && json_is_integer(v))
        || (strcmp(type, "boolean") == 0 && json_is_boolean(v))
        || (strcmp(type, "null") == 0 && json_is_null(v));
}

static bool type_fits(const json_t *types, const json_t *v)
{
    if (json_is_string(types))
        return type_is(v, json_string_value(types));
    for (size_t i = 0; i < json_array_size(types); i++)
        if (type_is(v, json_string_value(json_array_get(types, i))))
            return true;
    return !types;
}

static bool in_list(const json_t *list, const json_t *v)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(json_array_get(list, i), v))
            return true;
    return !list;
}

/* "date" and "date-time" by their shape; other formats are not used. */
static bool format_fits(const char *format, const char *text)
{
    const char *shape = strcmp(format, "date") == 0 ? "dddd-dd-dd" : "dddd-dd-ddTdd:dd:dd+dd:dd";

    if (strlen(shape) != strlen(text))
        return false;
    for (; *shape; shape++, text++)
        if (*shape == 'd' ? *text < '0' || *text > '9'
                          : *shape != *text && !(*shape == '+' && *text == '-'))
            return false;
    return true;
}

static bool keywords_known(struct check *c, const json_t *schema)
{
    static const char *const known[] = {
        "type", "description", "properties", "required", "additionalProperties", "items", "enum",
        "format", "oneOf", "pattern", "minimum", "maximum", "minLength", "maxLength", "$ref",
    };
    const char *name;
    const json_t *v;

    json_object_foreach((json_t *)(uintptr_t)schema, name, v) {
        size_t i = 0;

        (void)v;
        while (i < sizeof known / sizeof *known && strcmp(known[i], name) != 0)
            i++;
        if (i == sizeof known / sizeof *known)
            return no(c, name);
    }
    return true;
}

static bool holds(struct check *c, const json_t *schema, const json_t *v);

static bool members_hold(struct check *c, const json_t *schema, const json_t *v)
{
    const json_t *properties = json_object_get(schema, "properties");
    const json_t *required = json_object_get(schema, "required"), *one;
    size_t length = strlen(c->path);
    const char *name;

    for (size_t i = 0; i < json_array_size(required); i++)
        if (!json_object_get(v, json_string_value(json_array_get(required, i))))
            return no(c, json_string_value(json_array_get(required, i)));
    json_object_foreach((json_t *)(uintptr_t)v, name, one) {
        const json_t *inner = json_object_get(properties, name);

        snprintf(c->path + length, sizeof c->path - length, ".%s", name);
        if (!inner && json_is_false(json_object_get(schema, "additionalProperties")))
            return no(c, "is not in the description");
        if (inner && !holds(c, inner, one))
            return false;
        c->path[length] = '\0';
    }
    return true;
}

static bool items_hold(struct check *c, const json_t *schema, const json_t *v)
{
    const json_t *items = json_object_get(schema, "items"), *one;
    size_t length = strlen(c->path), i;

    if (!items)
        return no(c, "a list without items");
    json_array_foreach(v, i, one) {
        snprintf(c->path + length, sizeof c->path - length, "[%zu]", i);
        if (!holds(c, items, one))
            return false;
        c->path[length] = '\0';
    }
    return true;
}

static bool one_holds(struct check *c, const json_t *of, const json_t *v)
{
    size_t length = strlen(c->path), fits = 0;

    for (size_t i = 0; i < json_array_size(of); i++) {
        fits += holds(c, json_array_get(of, i), v);
        c->path[length] = '\0';
    }
    return fits == 1 ? true : no(c, "fits none, or several, of oneOf");
}

static bool holds(struct check *c, const json_t *schema, const json_t *v)
{
    const json_t *of, *format;

    schema = schema_resolve(c->root, schema);
    if (!schema)
        return no(c, "$ref leads nowhere");
    if (!keywords_known(c, schema))
        return false;
    of = json_object_get(schema, "oneOf");
    if (of)
        return one_holds(c, of, v);
    if (!type_fits(json_object_get(schema, "type"), v))
        return no(c, "is of another type");
    if (!in_list(json_object_get(schema, "enum"), v))
        return no(c, "is not in the list");
    format = json_object_get(schema, "format");
    if (format && json_is_string(v)
        && !format_fits(json_string_value(format), json_string_value(v)))
        return no(c, "has another format");
    if (json_is_object(v))
        return members_hold(c, schema, v);
    return json_is_array(v) ? items_hold(c, schema, v) : true;
}

bool schema_holds(const json_t *root, const json_t *schema, const json_t *value, char *why,
                  size_t why_len)
{
    struct check c = { .root = root, .why = why, .why_len = why_len };

    return holds(&c, schema, value);
}
