/* access_log: see the header. */
#include "web/access_log.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 768

static const char *file_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;

    return slash ? slash + 1 : path ? path : "-";
}

/* The note between quotes, on one line whatever it holds. */
static size_t put_note(char *at, size_t room, const struct note *note)
{
    int n = snprintf(at, room, " where=%s:%d note=\"", file_name(note->file), note->line);
    size_t len = n < 0 ? 0 : (size_t)n;

    for (const char *c = note->text; *c != '\0' && len + 3 < room; c++)
        at[len++] = (unsigned char)*c < 32 || *c == '"' || *c == 127 ? '.' : *c;
    at[len++] = '"';
    return len;
}

void access_log_write(int fd, const struct access *a)
{
    char line[LINE_MAX_BYTES];
    struct civil day = day_civil(day_at(a->at_us, 0));
    struct clock_time t = time_at(a->at_us, 0);
    int n;
    size_t len;

    if (fd < 0)
        return;
    n = snprintf(line, sizeof line - 300,
                 "at=%04d-%02d-%02dT%02d:%02d:%02dZ id=%s route=%s method=%s status=%d us=%" PRId64
                 " err=%s%s",
                 day.year, day.month, day.day, t.hour, t.minute, t.second, a->id, a->route,
                 a->method, a->status, a->micros, err_name(a->err), a->sent ? "" : " sent=no");
    if (n < 0)
        return;
    len = (size_t)n < sizeof line - 300 ? (size_t)n : sizeof line - 301;
    if (a->err != OK && a->note && a->note->text[0] != '\0')
        len += put_note(line + len, sizeof line - len - 1, a->note);
    line[len++] = '\n';
    if (write(fd, line, len) < 0)
        return; /* nothing to tell it to */
}
