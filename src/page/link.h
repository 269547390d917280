/*
 * link: an address that may stand in href, action, src or formaction.
 *
 * A struct link is made only here, so a page cannot point to where a stranger's text says:
 * a path of this site, an https address, or a telephone number. Each maker returns false and
 * leaves *out untouched when it refuses, or when the arena is full.
 */
#pragma once
#include "base/arena.h"

struct link {
    struct str only_by_link_c; /* read it with link_text; written by link.c alone */
};

struct str link_text(struct link link);

/* LINK(arena, &out, "/meja/perkara/{}", code): each {} takes the next struct str,
 * percent-encoded, so it can neither end the path segment nor start a query. Refuses a path
 * that does not start with a single '/', has an empty, "." or ".." segment made by a
 * part, or has as many {} as there are not parts. `path` is a literal of ours. */
#define LINK(arena, out, path, ...)                                                      \
    link_path((arena), (out), "" path, (const struct str[]){ { 0 }, ##__VA_ARGS__ },     \
        COUNT_OF(((const struct str[]){ { 0 }, ##__VA_ARGS__ })))
/* parts[0] is not used: an array cannot be empty. */
bool link_path(struct arena *arena, struct link *out, const char *path, const struct str *parts,
    size_t parts_len) MUST_USE;

/* A whole same-site address that came from outside ("next" in a form): starts with one '/',
 * printable ASCII, no backslash, quote or "//" at the start. */
bool link_local(struct str path, struct link *out) MUST_USE;
/* An absolute https: address without a user name in it. */
bool link_https(struct str url, struct link *out) MUST_USE;
/* "(0291) 555-148" becomes tel:0291555148; 3 to 15 digits, an optional leading '+'. */
bool link_tel(struct arena *arena, struct str number, struct link *out) MUST_USE;
