/*
 * html: where in the HTML a template is, step by step.
 *
 * Reads the static text between two "{{ }}", checks it, and writes it out normalised: runs of
 * white space become one, comments vanish, every attribute stands as name="value". Knows
 * nothing of directives but that they begin with "{{".
 *
 * Not a browser's parser: it accepts the tidy HTML that we write (lower-case names, quoted
 * values, every element closed) and refuses the rest, so that it and every browser agree.
 */
#pragma once
#include "source.h"

#define HTML_DEPTH_MAX 64
#define HTML_ATTRS_MAX 32

enum html_where {
    HTML_TEXT,  /* between tags                        */
    HTML_WORDS, /* inside <title> or <textarea>        */
    HTML_TAG,   /* inside a tag, between attributes    */
    HTML_VALUE  /* inside a double-quoted value        */
};

/* What may be written at this place. */
enum html_slot {
    SLOT_TEXT,
    SLOT_WORDS,
    SLOT_ATTR,
    SLOT_LINK,     /* the whole of an address, so far empty            */
    SLOT_FRAGMENT, /* an address that is only "#name"                  */
    SLOT_TAG,      /* inside a tag: static attributes only             */
    SLOT_FIXED     /* a value that must be static: html->why says why  */
};

struct html_element {
    char name[24];
    int line;
};

struct html_place {
    enum html_where where;
    char tag[24];  /* the tag being read */
    char attr[48]; /* the attribute being read */
    int tag_serial, attr_serial; /* no two tags or attributes of a file share one */
    size_t depth;
    bool alt_seen, src_seen;
};

struct html {
    struct arena *arena;
    struct str file, text;
    size_t at;
    struct faults *faults;
    struct buf *lit; /* static HTML goes here */
    struct buf value; /* the static part of the value being read */
    bool value_dynamic; /* an expression stands in the value */
    struct html_place place;
    struct html_element open[HTML_DEPTH_MAX];
    size_t floor; /* elements below this were opened outside the present branch */
    int tag_branches; /* {{ if }} open inside the tag being read */
    char seen[HTML_ATTRS_MAX][48]; /* attributes of the tag being read, in every branch */
    size_t seen_len;
    bool may_close_others; /* the page was declared `closes` */
    int serial;
    const char *why;
};

/* Reads up to the next "{{" or the end; false if something was refused. */
bool html_advance(struct html *h) MUST_USE;
/* What may stand here, and for SLOT_FIXED, why not an expression. */
enum html_slot html_slot(struct html *h);
/* An expression has been written here. */
void html_expression(struct html *h);
/* True if the element is open at this place. */
bool html_inside(const struct html *h, const char *name);
/* White space counts here: inside <pre> or <textarea>. */
bool html_space_kept(const struct html *h);
bool html_same_place(const struct html_place *a, const struct html_place *b);
/* "in <p> at text", for complaints */
struct str html_describe(const struct html *h, const struct html_place *p);
