/*
 * guard: what keeps another site, another visitor and a page's own mistakes
 * from acting for the person in front of the screen.
 *
 * Pure but for the random bytes handed in. Cross-site posts meet four fences:
 * cookies are SameSite=Strict; Sec-Fetch-Site must not be cross-site; Origin,
 * where a browser sends one, must be ours; and every form carries a token.
 */
#pragma once
#include "base/cx.h"

#define CSRF_TOKEN_LEN 44 /* base64 of 33 bytes, no padding needed */
#define CSRF_LIFE_US (INT64_C(24) * 3600 * 1000000)

/* To what a token is bound. The kind is in the token and under its seal. */
enum csrf_kind { CSRF_OFFICER = 'o', CSRF_REPORTER = 'r', CSRF_DRAFT = 'd', CSRF_VISITOR = 'v' };

struct csrf_key {
    uint8_t b[32];
};

/* The engine's own key, derived from the server's. */
void csrf_key_of(const uint8_t server_key[32], struct csrf_key *out);

/* A token: kind, nonce, time, and a keyed hash over these and the binding (the cookie's value;
 * "" for a visitor). Each is different, so compressing a page tells nothing (BREACH). */
struct str csrf_make(struct cx *cx, const struct csrf_key *key, enum csrf_kind kind,
                     struct str binding);

struct csrf_claim {
    enum csrf_kind kind;
    int64_t made_us;
};

/* Reads the kind, to know which cookie to check against; proves nothing. */
bool csrf_peek(struct str token, enum csrf_kind *out) MUST_USE;
/* True if we made it for this kind and binding within its life. */
bool csrf_check(const struct csrf_key *key, struct str token, enum csrf_kind kind,
                struct str binding, int64_t now_us, struct csrf_claim *out) MUST_USE;

/* May a state-changing request with these headers ("" if absent) be ours? own: env.origin. */
bool guard_same_site(struct str sec_fetch_site, struct str origin, struct str host,
                     struct str own);

/* True if Host names this machine itself and nothing says that a proxy passed it on: with
 * a loopback peer, good enough for /metrics. */
bool guard_local_host(struct str host, bool forwarded);

struct guard_head {
    const char *name, *value;
};
/* What every answer carries; the last, HSTS, only over https. */
#define GUARD_HEADS 7
extern const struct guard_head guard_heads[GUARD_HEADS];

/* A request's id, for the log and for the person to quote: a keyed hash of its number, so
 * that ids tell nobody how many requests came between two of his. */
void request_id_make(const uint8_t key[16], uint64_t number, char out[17]);
