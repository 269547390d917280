/*
 * page_compiler: what the pieces of the template compiler share while one template is compiled.
 * Inside of page_compile only: page_compile.c reads, page_write.c writes values, texts and icons,
 * page_blocks.c the branches and loops.
 */
#pragma once
#include "html.h"
#include "page_compile.h"
#include "page_words.h"

#define BLOCKS_MAX SCOPES_MAX
#define CODE_MAX (2u << 20)

enum block_kind { BLOCK_IF, BLOCK_EACH };

struct block {
    enum block_kind kind;
    struct html_place began;
    size_t floor; /* html's floor before this block */
    struct str list; /* each: the path */
    int line;
    bool else_seen, in_tag;
};

struct compiler {
    struct arena *arena;
    const struct page_source *source;
    struct faults *faults;
    struct html html;
    struct buf code, includes, lit;
    struct block blocks[BLOCKS_MAX];
    size_t depth;
    struct scope scope;
    struct str name, header;
    bool opens;
    struct words w;  /* the directive at hand */
    size_t began_at; /* where its {{ stands */
    int line;
};

#define TELL(c, ...) \
    (fault_at((c)->faults, (c)->source->file, (c)->line, __VA_ARGS__), false)

/* Turns the static HTML gathered so far into one write. */
void page_flush(struct compiler *c);
/* The next C comes from the present directive's line. */
void page_line(struct compiler *c);

/* Each compiles the directive at hand (c->w); false, and told, if it is refused. */
bool page_value(struct compiler *c);
bool page_text(struct compiler *c);
bool page_render(struct compiler *c);
bool page_raw(struct compiler *c);
bool page_if(struct compiler *c);
bool page_else(struct compiler *c);
bool page_end(struct compiler *c);
bool page_each(struct compiler *c);
