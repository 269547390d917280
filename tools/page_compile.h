/*
 * page_compile: one template (*.page.html) into one C function.
 *
 * Follows the HTML with tools/html.h to know the place of every expression, and leaves the
 * types to the C compiler. The language is described in docs/pages.md.
 */
#pragma once
#include "po.h"

struct page_source {
    struct str file; /* as it shall stand in #line and complaints; ends in .page.html */
    struct str text;
    const struct po *pos; /* the catalogues, to check keys and holes; may be none */
    size_t pos_len;
    /* The file of an icon by its name; at == NULL if there is none. NULL: no icons. */
    struct str (*icon)(void *icons, struct str name);
    void *icons;
};

struct page_made {
    struct str name;   /* "sent" */
    struct str code;   /* sent.page.c */
    struct str header; /* sent.page.h */
};

/* False, and told, if the template is refused. */
bool page_compile(struct arena *arena, const struct page_source *source, struct page_made *out,
    struct faults *faults) MUST_USE;
