/*
 * form: what a person sent, as pairs of declared fields.
 *
 * A field that the row does not declare is dropped. A declared one is checked
 * for size and UTF-8; CRLF and a lone CR become LF; twice is refused unless the
 * row says many. A file is taken only where the row says so, and as its text: a receipt,
 * never evidence. Pure: memory is the arena's. Not here: what values mean.
 */
#pragma once
#include "web/request.h"

#define FORM_PAIRS_MAX 512
#define FORM_CSRF_MAX 96
#define FORM_LANG_MAX 8
#define FORM_NO_TEXT "?" /* stands for a file that is too long or no text: for the page to say */

enum form_fault {
    FORM_FINE,
    FORM_MALFORMED, /* a stray '%', a multipart body that does not hold together */
    FORM_NOT_UTF8,
    FORM_TOO_LONG,  /* a field is longer than its row allows */
    FORM_TWICE,
    FORM_TOO_MANY,
    FORM_FILE       /* a file where only text is taken */
};

/* Collects pairs; zero but for these. */
struct form {
    struct arena *arena;
    const struct field *fields;
    size_t fields_len;
    struct pair *pairs;
    size_t len, room;
    struct str csrf, lang; /* every form may carry these two without declaring them */
    enum form_fault fault; /* the first */
    const char *field;     /* the declared field it is about, or NULL */
};

/* Adds one decoded pair. */
void form_add(struct form *f, struct str name, struct str value);
/* One raw pair of a query or urlencoded body, '+' already a space. */
void form_add_encoded(struct form *f, struct str name, struct str value);
/* application/x-www-form-urlencoded */
void form_read(struct form *f, struct str body);
/* multipart/form-data; content_type holds the boundary. */
void form_read_multipart(struct form *f, struct str body, struct str content_type);

const char *form_fault_name(enum form_fault fault);
