/*
 * router: which row of the route table a request means. Pure.
 */
#pragma once
#include "web/request.h"

enum found { FOUND, FOUND_NOTHING, FOUND_OTHER_METHOD };

struct match {
    const struct route *route;
    struct str args[REQUEST_ARGS_MAX]; /* percent-decoded, valid UTF-8 */
    size_t args_len;
    unsigned methods; /* FOUND_OTHER_METHOD: enum method bits that the path knows */
};

/* path: as sent. method 0 (one we do not know) finds nothing or FOUND_OTHER_METHOD.
 * ":name" matches one segment, a final "*name" all that is left (at least one byte). Where
 * several rows match, the one with the longest literal beginning wins. HEAD finds the GET row. */
enum found router_find(struct arena *a, const struct route *rows, size_t rows_len,
                       unsigned method, struct str path, struct match *out);

/* The method bit, or 0: "GET", "POST", "HEAD". */
unsigned method_of(struct str word);
const char *method_word(enum method method); /* "GET" */

/* Decodes %HH; false on a stray '%', NUL, or what is not UTF-8. */
bool percent_decode(struct arena *a, struct str s, struct str *out) MUST_USE;
