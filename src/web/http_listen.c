/* http_listen: see the header. */
#include "web/http_listen.h"
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BACKLOG 1024

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool address_parse(struct str text, union address *out, socklen_t *len)
{
    char host[INET6_ADDRSTRLEN + 1] = "";
    size_t colon = text.len;
    uint64_t port;

    while (colon > 0 && text.at[colon - 1] != ':')
        colon--;
    if (colon == 0 || !str_to_u64(str_from(text, colon), &port) || port > 65535)
        return false;
    text.len = colon - 1;
    *out = (union address){ .v6 = { .sin6_family = 0 } };
    if (text.len > 2 && text.at[0] == '[' && text.at[text.len - 1] == ']') {
        text = (struct str){ text.at + 1, text.len - 2 };
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons((uint16_t)port);
        *len = sizeof out->v6;
    } else {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = htons((uint16_t)port);
        *len = sizeof out->v4;
    }
    if (text.len >= sizeof host)
        return false;
    memcpy(host, text.at, text.len);
    return out->any.sa_family == AF_INET6 ? inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1
                                          : inet_pton(AF_INET, host, &out->v4.sin_addr) == 1;
}

static int port_of(int fd)
{
    union address a = { .v6 = { .sin6_family = 0 } };
    socklen_t len = sizeof a;

    if (getsockname(fd, &a.any, &len) != 0)
        return 0;
    return ntohs(a.any.sa_family == AF_INET6 ? a.v6.sin6_port : a.v4.sin_port);
}

enum err listen_on(struct cx *cx, struct str address, int *fd, int *port)
{
    union address a;
    socklen_t len;
    int s, on = 1;

    if (!address_parse(address, &a, &len))
        return FAIL(cx, ERR_INVALID, "listen: not ADDRESS:PORT: %.*s", STR_FMT(address));
    s = socket(a.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s < 0)
        return FAIL(cx, ERR_UNAVAILABLE, "socket: %s", strerror(errno));
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s, &a.any, len) != 0 || listen(s, BACKLOG) != 0) {
        int why = errno;

        close(s);
        return FAIL(cx, ERR_UNAVAILABLE, "listen on %.*s: %s", STR_FMT(address), strerror(why));
    }
    *fd = s;
    *port = port_of(s);
    return OK;
}

static void peer_v4(const uint8_t b[4], struct peer *out)
{
    *out = (struct peer){ .prefix = { 4, b[0], b[1], b[2] }, .loopback = b[0] == 127 };
}

static void peer_v6(const struct in6_addr *a, struct peer *out)
{
    if (IN6_IS_ADDR_V4MAPPED(a)) {
        peer_v4(a->s6_addr + 12, out);
        return;
    }
    *out = (struct peer){ .prefix = { 6 }, .loopback = IN6_IS_ADDR_LOOPBACK(a) };
    memcpy(out->prefix + 1, a->s6_addr, 6);
}

void peer_of(const struct sockaddr *address, struct peer *out)
{
    union address a = { .v6 = { .sin6_family = 0 } };

    if (address->sa_family == AF_INET) {
        memcpy(&a.v4, address, sizeof a.v4);
        peer_v4((const uint8_t *)&a.v4.sin_addr, out);
    } else if (address->sa_family == AF_INET6) {
        memcpy(&a.v6, address, sizeof a.v6);
        peer_v6(&a.v6.sin6_addr, out);
    } else {
        *out = (struct peer){ .loopback = false };
    }
}

bool peer_parse(struct str text, struct peer *out)
{
    char host[INET6_ADDRSTRLEN + 1] = "";
    struct in_addr v4;
    struct in6_addr v6;

    if (text.len == 0 || text.len >= sizeof host)
        return false;
    memcpy(host, text.at, text.len);
    if (inet_pton(AF_INET, host, &v4) == 1)
        peer_v4((const uint8_t *)&v4, out);
    else if (inet_pton(AF_INET6, host, &v6) == 1)
        peer_v6(&v6, out);
    else
        return false;
    return true;
}
