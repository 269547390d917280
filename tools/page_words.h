/*
 * page_words: the inside of a directive: its words, and field paths and conditions as C.
 */
#pragma once
#include "source.h"

#define WORDS_MAX 24
#define SCOPES_MAX 16

struct words {
    struct str at[WORDS_MAX];
    size_t len;
};

/* Cuts at white space; false if there are too many. */
bool words_cut(struct str inside, struct words *out) MUST_USE;

/* The names a path may begin with: p and the loops' variables. */
struct scope {
    struct str names[SCOPES_MAX];
    size_t len;
};

bool scope_has(const struct scope *scope, struct str name);

/* "p->head.title" or "*row", from the scope; NULL, or what is wrong with it. */
const char *path_fault(const struct scope *scope, struct str path);
/* Cuts "p->due:short" in two; the shape is "" if there is none. */
void path_shape(struct str word, struct str *path, struct str *shape);
/* NULL, or what is wrong with the shape's name. */
const char *shape_fault(struct str shape);

/* Writes the condition in the words as C onto b; NULL, or what is wrong with it. */
const char *condition(const struct scope *scope, const struct words *w, size_t from, struct buf *b);
