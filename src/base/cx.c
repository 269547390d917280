/* cx: the system's clock and chance. */
#include "base/cx.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

int64_t system_now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* No chance means no keys and no codes: there is nothing better to do than stop. */
void system_random(void *out, size_t len)
{
    uint8_t *at = out;

    while (len > 0) {
        ssize_t got = getrandom(at, len, 0);
        if (got < 0) {
            if (errno == EINTR)
                continue;
            abort();
        }
        at += got;
        len -= (size_t)got;
    }
}

struct cx cx_system(struct arena *arena)
{
    return (struct cx){ .arena = arena, .now_us = system_now_us(), .random = system_random };
}
