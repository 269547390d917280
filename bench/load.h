/*
 * load: what the load generator's files share: the clients' loop, and what the
 * server's process cost meanwhile.
 *
 * One thread and one epoll, so that the generator takes as little as it can of
 * the two cores that it shares with the server. Connections are kept where the
 * server keeps them, and opened again where it does not.
 */
#pragma once
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANSWER_MAX (512u << 10)

/* One answer as it came; at is NUL-terminated, the head included. */
struct answer {
    int status;
    const char *at, *body;
    size_t len, body_len;
};

struct load {
    const char *host;
    int port;
    unsigned clients, requests;
    unsigned per_second; /* requests begun at this pace, whatever the answers; 0: each client
                          * asks again as soon as it is answered */
    const volatile sig_atomic_t *over; /* NULL, or: no more requests are begun once it is set */
    void *arg;
    /* The n-th request, whole, into out; its length. */
    size_t (*ask)(void *arg, unsigned n, char *out, size_t room);
    /* Its answer; false if that is not what was wanted. */
    bool (*take)(void *arg, unsigned n, const struct answer *a);
};

struct load_result {
    unsigned fine, failed;
    double seconds;
    uint32_t *micros;    /* of each answer, sorted; requests of them at most */
    unsigned micros_len;
    uint64_t bytes;      /* received */
};

/* False when the server cannot be reached at all. result->micros is malloc'ed. */
bool load_run(const struct load *load, struct load_result *result);
uint32_t load_percentile(const struct load_result *r, double percent);

/* What a process has used: of its own and of children that ended. */
struct usage {
    double cpu_s;
    long rss_kib, rss_peak_kib;
};
struct usage usage_of(int pid);
/* From now on the peak is counted anew. */
void usage_reset_peak(int pid);
