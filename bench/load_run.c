/* load_run: see load.h. */
#include "load.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ASK_MAX (64u << 10)
#define GIVE_UP_MS 30000

struct client {
    int fd;
    bool busy;
    unsigned number;
    double began;
    char ask[ASK_MAX];
    size_t ask_len, sent;
    char *in;
    size_t in_len;
};

struct loop {
    const struct load *load;
    struct load_result *result;
    struct client *clients;
    int epoll;
    unsigned next, open;
    double began, last; /* of the first and the last request */
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool client_connect(struct loop *l, struct client *c)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)l->load->port) };
    struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c };
    int one = 1;

    inet_pton(AF_INET, l->load->host, &a.sin_addr);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        return false;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (struct sockaddr *)&a, sizeof a) != 0
        || fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0
        || epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &e) != 0) {
        close(c->fd);
        c->fd = -1;
        return false;
    }
    return true;
}

static void client_close(struct client *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

static void client_send(struct client *c)
{
    while (c->sent < c->ask_len) {
        ssize_t n = send(c->fd, c->ask + c->sent, c->ask_len - c->sent, MSG_NOSIGNAL);

        if (n <= 0)
            return; /* later, or the reading side will notice */
        c->sent += (size_t)n;
    }
}

static bool all_begun(const struct loop *l)
{
    return l->next == l->load->requests || (l->load->over && *l->load->over);
}

/* Milliseconds until the next request is due. */
static int due_ms(const struct loop *l)
{
    double left_s = l->load->per_second == 0
        ? 0 : l->began + (double)l->next / l->load->per_second - now_s();

    return left_s > 0 ? (int)(left_s * 1000) + 1 : 0;
}

/* Begins the next request, if one is left and due. */
static void client_next(struct loop *l, struct client *c)
{
    c->busy = false;
    if (all_begun(l)) {
        client_close(c);
        return;
    }
    if (due_ms(l) > 0)
        return;
    c->number = l->next++;
    c->ask_len = l->load->ask(l->load->arg, c->number, c->ask, sizeof c->ask);
    c->sent = c->in_len = 0;
    c->began = l->last = now_s();
    c->busy = true;
    l->open++;
    if (c->fd < 0 && !client_connect(l, c)) {
        l->result->failed++;
        l->open--;
        c->busy = false;
        return;
    }
    client_send(c);
}

static const char *head_value(const struct client *c, const char *end, const char *name)
{
    size_t len = strlen(name);

    for (const char *at = c->in; at < end; at = strstr(at, "\r\n") + 2)
        if (strncasecmp(at, name, len) == 0 && at[len] == ':')
            return at + len + 1;
    return NULL;
}

static void client_done(struct loop *l, struct client *c, const char *body, bool closes)
{
    struct load_result *r = l->result;
    struct answer a = { .status = (int)strtol(c->in + 9, NULL, 10), .at = c->in, .len = c->in_len,
                        .body = body, .body_len = c->in_len - (size_t)(body - c->in) };

    r->micros[r->micros_len++] = (uint32_t)((now_s() - c->began) * 1e6);
    r->bytes += c->in_len;
    if (l->load->take(l->load->arg, c->number, &a))
        r->fine++;
    else
        r->failed++;
    l->open--;
    if (closes)
        client_close(c);
    client_next(l, c);
}

/* True when a whole answer is in. ended: the server closed, which ends one without length. */
static bool client_look(struct loop *l, struct client *c, bool ended)
{
    const char *end, *length, *connection;
    size_t want;
    bool closes;

    c->in[c->in_len] = '\0';
    end = strstr(c->in, "\r\n\r\n");
    if (!c->busy || !end)
        return false;
    length = head_value(c, end, "content-length");
    connection = head_value(c, end, "connection");
    closes = ended
        || (connection && strncasecmp(connection + strspn(connection, " "), "close", 5) == 0)
        || strncmp(c->in, "HTTP/1.0", 8) == 0;
    want = length ? strtoul(length, NULL, 10) : SIZE_MAX;
    if (!length && !ended)
        return false;
    if (length && c->in_len - (size_t)(end + 4 - c->in) < want)
        return false;
    client_done(l, c, end + 4, closes);
    return true;
}

static void client_failed(struct loop *l, struct client *c)
{
    client_close(c);
    if (c->busy) {
        l->result->failed++;
        l->open--;
        client_next(l, c);
    }
}

static void client_read(struct loop *l, struct client *c)
{
    while (c->fd >= 0) {
        ssize_t n = recv(c->fd, c->in + c->in_len, ANSWER_MAX - 1 - c->in_len, 0);

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0) {
            if (!client_look(l, c, true))
                client_failed(l, c);
            return;
        }
        c->in_len += (size_t)n;
        (void)client_look(l, c, false);
    }
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* Those that are due, by clients that have nothing to do. */
static void loop_begin(struct loop *l)
{
    for (unsigned i = 0; i < l->load->clients && !all_begun(l) && due_ms(l) == 0; i++)
        if (!l->clients[i].busy)
            client_next(l, &l->clients[i]);
}

static void loop_turn(struct loop *l)
{
    struct epoll_event events[256];
    bool paced = l->load->per_second > 0;
    int n;

    while (l->open > 0 || (paced && !all_begun(l))) {
        n = epoll_wait(l->epoll, events, 256, paced && !all_begun(l) ? due_ms(l) : GIVE_UP_MS);
        if (n == 0 && (!paced || all_begun(l)))
            break;
        for (int i = 0; i < n; i++) {
            struct client *c = events[i].data.ptr;

            if (c->fd >= 0 && (events[i].events & EPOLLOUT))
                client_send(c);
            if (c->fd >= 0 && (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
                client_read(l, c);
        }
        if (paced)
            loop_begin(l);
    }
    l->result->failed += l->open; /* no word for GIVE_UP_MS */
}

bool load_run(const struct load *load, struct load_result *result)
{
    struct loop l = { .load = load, .result = result };

    *result = (struct load_result){ .micros = calloc(load->requests + 1, sizeof(uint32_t)) };
    l.clients = calloc(load->clients, sizeof *l.clients);
    l.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!result->micros || !l.clients || l.epoll < 0)
        return false;
    l.began = now_s();
    for (unsigned i = 0; i < load->clients; i++) {
        l.clients[i].fd = -1;
        l.clients[i].in = malloc(ANSWER_MAX);
        if (!l.clients[i].in)
            return false;
        client_next(&l, &l.clients[i]);
    }
    loop_turn(&l);
    result->seconds = (load->per_second ? l.last : now_s()) - l.began;
    for (unsigned i = 0; i < load->clients; i++) {
        client_close(&l.clients[i]);
        free(l.clients[i].in);
    }
    free(l.clients);
    close(l.epoll);
    qsort(result->micros, result->micros_len, sizeof *result->micros, by_size);
    return result->fine > 0;
}

uint32_t load_percentile(const struct load_result *r, double percent)
{
    size_t i = (size_t)((double)r->micros_len * percent / 100);

    return r->micros_len == 0 ? 0 : r->micros[i < r->micros_len ? i : r->micros_len - 1];
}

/* ---- the server's process ---- */

struct usage usage_of(int pid)
{
    struct usage u = { 0, 0, 0 };
    unsigned long ticks[4] = { 0 };
    char path[64], line[1024], *at;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    f = fopen(path, "re");
    if (f && fgets(line, sizeof line, f) && (at = strrchr(line, ')')) != NULL
        && sscanf(at + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu", &ticks[0],
                  &ticks[1], &ticks[2], &ticks[3]) == 4)
        u.cpu_s = (double)(ticks[0] + ticks[1] + ticks[2] + ticks[3])
            / (double)sysconf(_SC_CLK_TCK);
    if (f)
        fclose(f);
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f)) {
        if (strncmp(line, "VmRSS:", 6) == 0)
            u.rss_kib = strtol(line + 6, NULL, 10);
        if (strncmp(line, "VmHWM:", 6) == 0)
            u.rss_peak_kib = strtol(line + 6, NULL, 10);
    }
    if (f)
        fclose(f);
    return u;
}

void usage_reset_peak(int pid)
{
    char path[64];
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/clear_refs", pid);
    f = fopen(path, "we");
    if (f) {
        fputs("5", f);
        fclose(f);
    }
}
