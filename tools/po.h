/*
 * po: reads gettext's .po files, as far as we use them: msgid is a key such as
 * "report.sent.check", msgstr the sentence. No contexts, no msgid_plural: a number chooses
 * inside the sentence with {n|one form|other form}.
 */
#pragma once
#include "source.h"

#define PO_HOLES_MAX 8

struct po_entry {
    struct str key, text;
    struct str file; /* for complaints */
    int line;
};

struct po {
    struct str file; /* for complaints */
    struct str lang; /* "id", from the header's "Language:" */
    struct po_entry *entries; /* in the file's order */
    size_t len;
};

struct po_holes {
    struct str names[PO_HOLES_MAX]; /* in order of first appearance */
    bool counts[PO_HOLES_MAX];      /* chooses a form, so it must be a number */
    size_t len;
};

/* Reads and checks one catalogue: well-formed UTF-8, keys of [a-z0-9_.], none twice, none
 * empty, none fuzzy, braces that close. Every fault is told; false if there was any. */
bool po_read(struct arena *arena, struct str file, struct str text, struct po *out,
    struct faults *faults) MUST_USE;
/* Joins catalogues of one language that are in several files; *len becomes the number of
 * languages, in the order of their first file. A key may stand in only one of the files. */
bool po_join(struct arena *arena, struct po *pos, size_t *len, struct faults *faults) MUST_USE;
/* NULL if the key is not there. */
const struct po_entry *po_find(const struct po *po, struct str key);
/* The holes of a text that po_read has accepted. */
struct po_holes po_holes_of(struct str text);
/* Tells every key that is missing in one of the catalogues and every hole that differs. */
bool po_agree(const struct po *pos, size_t len, struct faults *faults) MUST_USE;
