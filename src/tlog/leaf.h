/*
 * leaf: what one event looks like in the public log (ledger.md 3.1, design.md 4).
 *
 *   posko-leaf/v1
 *   type case.referred
 *   case <32 hex>                     or "-" for an event of the whole log
 *   seq <n>                           0, 1, 2, ... per case
 *   prev <base64 32>                  leaf hash of this case's event seq-1; "-" for seq 0
 *   at <date or RFC 3339 seconds>     a date alone where a reporter caused it
 *   by <agency code or "posko">
 *   due <date or "-">                 the statutory day that this event sets running
 *   fact <name> <value>               none or more, by name, each once: the public facts
 *   commit <base64 32>                blinded commitment to the private payload
 *   key <vkey name> <base64 64>       Ed25519 over all lines above the first key line;
 *                                     one or more, or the one line "key -" for the server's own
 *
 * Text in a fixed order with LF: one way to write a leaf, so parsing is strict and
 * what parses is byte for byte what leaf_text writes. No content, ever. Pure: which
 * kinds exist and what each may make public is the domain's to know.
 */
#pragma once
#include "base/civil.h"
#include "base/cx.h"
#include "tlog/hash.h"

#define LEAF_MAX 1024      /* bytes of text */
#define LEAF_FACTS_MAX 12
#define LEAF_KEYS_MAX 5

struct leaf_fact {
    struct str name;  /* 1..32 of [a-z0-9_] */
    struct str value; /* 1..400 printable ASCII without space */
};

struct leaf_key {
    struct str name; /* as in a vkey: no space, no '+'; 1..64 bytes */
    uint8_t signature[64];
};

struct leaf {
    struct str type;       /* "case.referred": 1..40 of [a-z_.], with a dot inside */
    bool of_case;          /* false: "case -", and seq 0 without prev */
    uint8_t case_tag[16];
    uint64_t seq;
    struct hash prev;      /* looked at when seq > 0 */
    struct str at;         /* leaf_at_day or leaf_at_instant */
    struct str by;         /* 1..32 of [a-z0-9_-] */
    struct day due;        /* DAY_NONE: "-" */
    struct leaf_fact facts[LEAF_FACTS_MAX]; /* sorted by name */
    size_t fact_count;
    uint8_t commit[32];
    struct leaf_key keys[LEAF_KEYS_MAX];
    size_t key_count;      /* 0: "key -" */
};

/* The two forms of `at`, in the arena; at == NULL past its cap. */
struct str leaf_at_day(struct arena *arena, struct day day);
struct str leaf_at_instant(struct arena *arena, int64_t us, int zone_minutes);

/* Puts a fact in its place by name. ERR_INVALID if it is malformed, twice or too many. */
enum err leaf_add_fact(struct cx *cx, struct leaf *leaf, const char *name, struct str value)
    MUST_USE;
struct str leaf_get_fact(const struct leaf *leaf, const char *name); /* "" if absent */

/* What is signed: all lines above the first key line. */
enum err leaf_message(struct cx *cx, const struct leaf *leaf, struct str *out) MUST_USE;
/* The whole leaf, in cx->arena. ERR_INVALID if a field breaks its rule above,
 * ERR_TOO_LARGE past LEAF_MAX. */
enum err leaf_text(struct cx *cx, const struct leaf *leaf, struct str *out) MUST_USE;
/* ERR_INVALID for anything leaf_text would not have written. Texts point into `text`. */
enum err leaf_parse(struct cx *cx, struct str text, struct leaf *out) MUST_USE;

/* SHA-256(0x00 || text). For one leaf; many at once go through hash_leaf. */
void leaf_hash(struct str text, struct hash *out);
/* SHA-256("posko-commit/v1\0" || nonce || payload): the nonce makes payloads of few
 * possible values unguessable; who is given both can open the commitment. */
void leaf_commit(const uint8_t nonce[32], struct bytes payload, uint8_t out[32]);

/* Signs and adds the key line. secret: 64 bytes as libsodium's Ed25519 has it.
 * ERR_INVALID for a bad name, a name twice, or too many. */
enum err leaf_sign(struct cx *cx, struct leaf *leaf, struct str name, const uint8_t secret[64])
    MUST_USE;
/* OK if the leaf bears a good signature under that name; ERR_NOT_FOUND without one,
 * ERR_DENIED with a false one. */
enum err leaf_check_key(struct cx *cx, const struct leaf *leaf, struct str name,
                        const uint8_t public_key[32]) MUST_USE;
