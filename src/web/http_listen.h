/*
 * http_listen: addresses: the one we listen on, and the prefix of a peer's.
 */
#pragma once
#include <sys/socket.h>
#include "web/http.h"

/* "ADDR:PORT" or "[ADDR]:PORT", numeric; port 0 takes any and *port says which.
 * ERR_INVALID if it is no address, ERR_UNAVAILABLE if it is taken. */
enum err listen_on(struct cx *cx, struct str address, int *fd, int *port) MUST_USE;

/* Only as much of the address as limits need. An IPv4-mapped IPv6 address is IPv4. */
void peer_of(const struct sockaddr *address, struct peer *out);
/* The same from text, as a trusted proxy writes it: "203.0.113.7", "2001:db8::1". */
bool peer_parse(struct str text, struct peer *out) MUST_USE;
