/* client: the half of the fixture that asks: raw bytes out, one answer in. See fixture.h. */
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "fixture.h"

int client_connect(const struct fixture *f)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons((uint16_t)f->port),
                             .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (connect(fd, (struct sockaddr *)&a, sizeof a) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

void client_send(int fd, const void *at, size_t len)
{
    const char *p = at;

    while (len > 0) {
        ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

        if (n <= 0)
            return; /* the server closed: the test sees it when it reads */
        p += n;
        len -= (size_t)n;
    }
}

static size_t length_of(const struct answer *a, bool head)
{
    const char *v = answer_header(a, "Content-Length");

    return head || !v ? 0 : (size_t)strtoul(v, NULL, 10);
}

static bool complete(struct answer *a, bool head)
{
    char *end = memmem(a->text, a->len, "\r\n\r\n", 4);

    if (!end)
        return false;
    a->body = end + 4;
    a->body_len = a->len - (size_t)(a->body - a->text);
    return a->body_len >= length_of(a, head);
}

void client_read(int fd, struct answer *out, int timeout_ms, bool head)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };

    out->len = out->body_len = 0;
    out->status = 0;
    out->closed = false;
    out->body = out->text;
    out->text[0] = '\0';
    while (!complete(out, head) && out->len < sizeof out->text - 1) {
        ssize_t n;

        if (poll(&p, 1, timeout_ms) <= 0)
            return;
        n = recv(fd, out->text + out->len, sizeof out->text - 1 - out->len, 0);
        if (n <= 0) {
            out->closed = true;
            return;
        }
        out->len += (size_t)n;
        out->text[out->len] = '\0';
        if (out->status == 0 && out->len > 12)
            out->status = (int)strtol(out->text + 9, NULL, 10);
    }
}

void ask_bytes(const struct fixture *f, const void *request, size_t len, struct answer *out)
{
    int fd = client_connect(f);

    assert_true(fd >= 0);
    client_send(fd, request, len);
    client_read(fd, out, 5000, memcmp(request, "HEAD", 4) == 0);
    close(fd);
}

void ask(const struct fixture *f, const char *request, struct answer *out)
{
    ask_bytes(f, request, strlen(request), out);
}

const char *answer_header(const struct answer *a, const char *name)
{
    static _Thread_local char value[2000];
    const char *at = a->text, *end;
    size_t len = strlen(name);

    while ((end = strstr(at, "\r\n")) != NULL && end != at) {
        if (strncasecmp(at, name, len) == 0 && at[len] == ':') {
            snprintf(value, sizeof value, "%.*s", (int)(end - at - (ptrdiff_t)len - 2),
                     at + len + 2);
            return value;
        }
        at = end + 2;
    }
    return NULL;
}

void post_form(const struct fixture *f, const char *path, const char *cookies, const char *form,
               struct answer *out)
{
    static _Thread_local char request[20000];

    snprintf(request, sizeof request,
             "POST %s HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
             path, cookies, strlen(form), form);
    ask(f, request, out);
}

const char *token_from(const struct fixture *f, const char *path, const char *cookies)
{
    static char token[200];
    static struct answer a;
    char request[500], *at, *end;
    size_t n = 0;

    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n",
             path, cookies);
    ask(f, request, &a);
    at = strstr(a.body, "<form>");
    end = at ? strstr(at, "</form>") : NULL;
    assert_non_null(end);
    for (at += 6; at < end && n < sizeof token - 4; at++)
        n +=
            (size_t)snprintf(token + n, 4, *at == '+' || *at == '/' || *at == '=' ? "%%%02X" : "%c",
                             (unsigned char)*at);
    return token;
}
