/*
 * json_schema: as much of JSON Schema 2020-12 as src/web/openapi.json uses, so
 * that an answer can be held against its description. An unknown keyword fails
 * the check: a description that is not checked is not a promise.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>

/* root: the whole document, for "$ref". False: why says where and what. */
bool schema_holds(const json_t *root, const json_t *schema, const json_t *value, char *why,
                  size_t why_len);
/* The schema itself, with "$ref" followed. */
const json_t *schema_resolve(const json_t *root, const json_t *schema);
