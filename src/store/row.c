/*
 * row: see row.h.
 */
#include "store/row.h"

enum err list_room(struct cx *cx, void **list, size_t len, size_t max, size_t size)
{
    if (len >= max)
        return FAIL(cx, ERR_TOO_LARGE, "more than %zu rows", max);
    if (len > 0 && (len & (len - 1)) != 0)
        return OK; /* grown at 1, 2, 4, 8 ... */
    size_t room = len == 0 ? 1 : 2 * len;
    void *grown = len == 0 ? arena_alloc(cx->arena, room, size)
                           : arena_grow(cx->arena, *list, len * size, room * size);
    if (!grown)
        return FAIL(cx, ERR_TOO_LARGE, "%zu rows do not fit", room);
    *list = grown;
    return OK;
}

enum err row_one(struct cx *cx, struct rows *rows, const char *what)
{
    enum err err = OK;

    if (rows_next(rows, &err))
        return OK;
    return err != OK ? err : FAIL(cx, ERR_NOT_FOUND, "%s", what);
}
