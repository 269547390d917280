/*
 * lang_used: which texts does nobody show? A key counts as used where it stands as T_KEY in C, or
 * as itself in a template.
 */
#pragma once
#include "po.h"

/* Reads every .c, .h and .page.html under the folder and tells each key that none of them
 * names. False if there was one, or if the folder cannot be read. */
bool lang_all_used(struct arena *arena, const char *folder, const struct po *po,
    struct faults *faults) MUST_USE;
/* report.sent -> REPORT_SENT */
void lang_upper(struct buf *b, struct str key);
