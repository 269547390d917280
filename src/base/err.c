/* err: names of the codes and the note's text. */
#include "base/err.h"
#include <stdarg.h>
#include <stdio.h>

void err_note(struct note *note, const char *file, int line, const char *fmt, ...)
{
    va_list args;

    note->file = file;
    note->line = line;
    va_start(args, fmt);
    (void)vsnprintf(note->text, sizeof note->text, fmt, args);
    va_end(args);
}

const char *err_name(enum err err)
{
    static const char *const names[ERR_COUNT] = {
        [OK] = "ok",
        [ERR_INVALID] = "invalid",
        [ERR_DENIED] = "denied",
        [ERR_NOT_FOUND] = "not_found",
        [ERR_CONFLICT] = "conflict",
        [ERR_TOO_LARGE] = "too_large",
        [ERR_BUSY] = "busy",
        [ERR_UNAVAILABLE] = "unavailable",
        [ERR_CORRUPT] = "corrupt",
    };

    return err < ERR_COUNT ? names[err] : "unknown";
}
