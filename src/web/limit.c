/* limit: see the header. */
#include "web/limit.h"
#include <assert.h>
#include <sodium.h>
#include <string.h>

#define SALT_LIFE_US (INT64_C(3600) * 1000000)

const struct limit_rule limit_defaults[] = {
    { "sign_in", 20, 120 },   /* Argon2id behind it */
    { "file", 60, 600 },      /* a report must never be lost to a limit that people can reach */
    { "draft", 300, 6000 },   /* the steps on the way to a report */
    { "code", 20, 120 },      /* trying receipt codes */
    { "check", 30, 300 },     /* receipts; a number beside one could be guessed at */
    { "message", 60, 600 },
    { "upload", 60, 600 },    /* files announced; their bytes are bounded by evidence.* */
    { "api", 120, 2400 },
    { "search", 120, 2400 },
};
const size_t limit_defaults_len = COUNT_OF(limit_defaults);

void limits_init(struct limits *l, const struct limit_rule *rules, size_t len)
{
    assert(len <= LIMIT_RULES_MAX);
    memset(l, 0, sizeof *l);
    pthread_mutex_init(&l->lock, NULL);
    memcpy(l->rules, rules, len * sizeof *rules);
    l->rules_len = len;
    l->salted_us = INT64_MIN;
}

int limit_find(const struct limits *l, const char *name)
{
    for (size_t i = 0; i < l->rules_len; i++)
        if (strcmp(l->rules[i].name, name) == 0)
            return (int)i;
    return -1;
}

static void renew_salt(struct limits *l, struct cx *cx)
{
    if (l->salted_us != INT64_MIN && cx->now_us - l->salted_us < SALT_LIFE_US
        && cx->now_us >= l->salted_us)
        return;
    cx->random(l->salt, sizeof l->salt);
    memset(l->table, 0, sizeof l->table);
    l->salted_us = cx->now_us;
}

static uint64_t bucket_key(const struct limits *l, int rule, const struct peer *peer)
{
    uint8_t in[sizeof peer->prefix + 1], out[crypto_generichash_BYTES_MIN];
    uint64_t key;

    memcpy(in, peer->prefix, sizeof peer->prefix);
    in[sizeof in - 1] = (uint8_t)rule;
    crypto_generichash(out, sizeof out, in, sizeof in, l->salt, sizeof l->salt);
    memcpy(&key, out, sizeof key);
    return key ? key : 1;
}

/* The bucket of this key, or the stalest of its set, made new and full. */
static struct limit_bucket *bucket_of(struct limits *l, uint64_t key, double burst, int64_t now)
{
    struct limit_bucket *set = l->table[key % LIMIT_SETS], *oldest = set;

    for (size_t i = 0; i < LIMIT_WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].key == 0 || (oldest->key != 0 && set[i].at_us < oldest->at_us))
            oldest = &set[i];
    }
    *oldest = (struct limit_bucket){ key, burst, now };
    return oldest;
}

bool limit_take(struct limits *l, struct cx *cx, int rule, const struct peer *peer,
                unsigned *wait_s)
{
    const struct limit_rule *r;
    struct limit_bucket *b;
    double per_us, missing;
    bool fine;

    assert(rule >= 0 && (size_t)rule < l->rules_len);
    r = &l->rules[rule];
    if (r->per_hour == 0)
        return true;
    per_us = (double)r->per_hour / (3600.0 * 1e6);
    pthread_mutex_lock(&l->lock);
    renew_salt(l, cx);
    b = bucket_of(l, bucket_key(l, rule, peer), (double)r->burst, cx->now_us);
    if (cx->now_us > b->at_us)
        b->tokens += (double)(cx->now_us - b->at_us) * per_us;
    if (b->tokens > (double)r->burst)
        b->tokens = (double)r->burst;
    b->at_us = cx->now_us;
    fine = b->tokens >= 1.0;
    if (fine)
        b->tokens -= 1.0;
    missing = 1.0 - b->tokens;
    pthread_mutex_unlock(&l->lock);
    if (!fine)
        *wait_s = (unsigned)(missing / per_us / 1e6) + 1;
    return fine;
}
