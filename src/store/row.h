/*
 * row: small helpers for the store's own .c files: ids as parameters, and lists
 * that grow in the arena while rows are read. Nobody above the store includes it.
 */
#pragma once
#include "store/db.h"

/* An id or any other fixed array called b. */
#define ID(v) BYTES((v).b, sizeof (v).b)
#define ID_IF(cond, v) ((cond) ? ID(v) : NONE)
#define FIXED(array) BYTES((array), sizeof(array))

/* Room for one more in a list of `len` that was begun as NULL: the list doubles. */
#define LIST_ROOM(cx, list, len, max)                                                           \
    list_room((cx), (void **)&(list), (len), (max), sizeof *(list))

/* ERR_TOO_LARGE past max or past the arena's cap. */
enum err list_room(struct cx *cx, void **list, size_t len, size_t max, size_t size) MUST_USE;

/* The first row of a query that has at most one, else ERR_NOT_FOUND with `what` in the note. */
enum err row_one(struct cx *cx, struct rows *rows, const char *what) MUST_USE;
