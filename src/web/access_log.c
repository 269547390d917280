/* access_log: see the header. */
#include "web/access_log.h"
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 768
#define GATHER_BYTES 65536
#define GATHER_MS 200

struct access_log {
    int fd;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    bool stopping, urgent;
    char *gather, *spare; /* GATHER_BYTES each; the thread writes one while the other fills */
    size_t len;
};

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

/* The line with its LF; at most LINE_MAX_BYTES. */
static size_t format(char line[LINE_MAX_BYTES], const struct access *a)
{
    struct civil day = day_civil(day_at(a->at_us, 0));
    struct clock_time t = time_at(a->at_us, 0);
    const size_t most = LINE_MAX_BYTES - 300;
    size_t len;
    int n = snprintf(line, most,
                     "at=%04d-%02d-%02dT%02d:%02d:%02dZ id=%s route=%s method=%s status=%d "
                     "us=%" PRId64 " err=%s%s",
                     day.year, day.month, day.day, t.hour, t.minute, t.second, a->id, a->route,
                     a->method, a->status, a->micros, err_name(a->err), a->sent ? "" : " sent=no");

    if (n < 0)
        return 0;
    len = (size_t)n < most ? (size_t)n : most - 1;
    if (a->err != OK && a->note && a->note->text[0] != '\0')
        len += put_note(line + len, LINE_MAX_BYTES - len - 1, a->note);
    line[len++] = '\n';
    return len;
}

/* What cannot be written is dropped: there is nobody left to tell. */
static void write_all(int fd, const char *at, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, at, len);

        if (n < 0 && errno != EINTR)
            return;
        if (n > 0) {
            at += n;
            len -= (size_t)n;
        }
    }
}

static void wait_a_little(struct access_log *log)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += GATHER_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    while (!log->stopping && !log->urgent
           && pthread_cond_timedwait(&log->wake, &log->lock, &until) == 0)
        ;
}

static void *log_loop(void *arg)
{
    struct access_log *log = arg;
    bool last = false;

    pthread_mutex_lock(&log->lock);
    while (!last) {
        char *full;
        size_t len;

        while (log->len == 0 && !log->stopping)
            pthread_cond_wait(&log->wake, &log->lock);
        wait_a_little(log);
        last = log->stopping;
        len = log->len;
        full = log->gather;
        log->gather = log->spare;
        log->spare = full;
        log->len = 0;
        log->urgent = false;
        pthread_mutex_unlock(&log->lock);
        write_all(log->fd, full, len);
        pthread_mutex_lock(&log->lock);
    }
    pthread_mutex_unlock(&log->lock);
    return NULL;
}

void access_log_add(struct access_log *log, const struct access *a)
{
    char line[LINE_MAX_BYTES];
    size_t len;

    if (!log)
        return;
    len = format(line, a);
    pthread_mutex_lock(&log->lock);
    if (log->len + len > GATHER_BYTES) { /* faster than the disk: now we wait for it */
        write_all(log->fd, log->gather, log->len);
        log->len = 0;
    }
    if (log->len == 0 || (a->err != OK && !log->urgent))
        pthread_cond_signal(&log->wake);
    log->urgent = log->urgent || a->err != OK;
    memcpy(log->gather + log->len, line, len);
    log->len += len;
    pthread_mutex_unlock(&log->lock);
}

enum err access_log_start(struct cx *cx, struct arena *home, int fd, struct access_log **out)
{
    struct access_log *log = ARENA_NEW(home, struct access_log);
    pthread_condattr_t attr;

    if (fd < 0) {
        *out = NULL;
        return OK;
    }
    if (!log)
        return FAIL(cx, ERR_TOO_LARGE, "no memory for the log");
    log->fd = fd;
    log->gather = arena_alloc(home, GATHER_BYTES, 1);
    log->spare = arena_alloc(home, GATHER_BYTES, 1);
    if (!log->gather || !log->spare)
        return FAIL(cx, ERR_TOO_LARGE, "no memory for the log");
    pthread_mutex_init(&log->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&log->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&log->thread, NULL, log_loop, log) != 0)
        return FAIL(cx, ERR_UNAVAILABLE, "cannot start the log");
    *out = log;
    return OK;
}

void access_log_stop(struct access_log *log)
{
    if (!log)
        return;
    pthread_mutex_lock(&log->lock);
    log->stopping = true;
    pthread_cond_signal(&log->wake);
    pthread_mutex_unlock(&log->lock);
    pthread_join(log->thread, NULL);
    pthread_cond_destroy(&log->wake);
    pthread_mutex_destroy(&log->lock);
}
