/*
 * samples: pages filled with invented people and cases, for designers and screenshots.
 *
 * `make preview` writes each in every language to build/preview/NAME.LANG.html. A page's author
 * adds src/page/samples/FILE.c, declares its functions here, and lists them in samples.c.
 */
#pragma once
#include "page/out.h"

struct sample {
    const char *name; /* the file's name, without language and .html */
    /* Fills a struct from the arena (or static data) and calls page_NAME. */
    void (*write)(struct out *o, struct arena *arena);
};

extern const struct sample samples[];
extern const size_t samples_len;

void sample_wording(struct out *o, struct arena *arena);
void sample_board(struct out *o, struct arena *arena);
void sample_logbook(struct out *o, struct arena *arena);
void sample_transparency(struct out *o, struct arena *arena);
void sample_verify(struct out *o, struct arena *arena);
void sample_ask(struct out *o, struct arena *arena);
void sample_come_back(struct out *o, struct arena *arena);
void sample_desk_case(struct out *o, struct arena *arena);
void sample_desk_readers(struct out *o, struct arena *arena);
void sample_desk_inbox(struct out *o, struct arena *arena);
void sample_desk_sign_in(struct out *o, struct arena *arena);
void sample_home(struct out *o, struct arena *arena);
void sample_problem(struct out *o, struct arena *arena);
void sample_receipt(struct out *o, struct arena *arena);
void sample_stages(struct out *o, struct arena *arena);
void sample_track(struct out *o, struct arena *arena);
