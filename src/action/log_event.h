/*
 * log_event: leaves of the whole log ("case -"): which rules are in force, the agencies'
 * keys, who works here, who witnesses, and the hourly heartbeat.
 *
 * Each has a kind, a name (whose key, which rule set) and a value. What stands in the log
 * is the newest of a kind and name; a leaf is added when that is not what is in force, so
 * a server that starts on an old directory adds what is missing, once. The commitment
 * hides nothing here (the facts say it all; but for access.head, whose size it hides); it is
 * there so that all leaves have one form.
 *
 * Whoever holds the agency's key signs (the agency's own acts: agency_add, officer_add);
 * what the server notices by itself it says as "posko", unsigned.
 */
#pragma once
#include "action/env.h"
#include "store/db.h"
#include "tlog/leaf.h"

struct log_event {
    const char *kind;  /* "agency.key" */
    struct str name;   /* within the kind: printable, 1..200 bytes */
    struct str value;  /* what would make a new leaf if it changed */
    struct leaf_fact facts[LEAF_FACTS_MAX];
    size_t facts_len;
    struct str by;              /* agency code, or "posko" */
    const uint8_t *sign_secret; /* 64 bytes of the agency's Ed25519; NULL: "key -" */
    bool day_only;              /* its hour is nobody's to know */
    struct {
        struct str name;
        const uint8_t *secret;
    } also[LEAF_KEYS_MAX - 1]; /* who signs beside it */
    size_t also_len;
};

/* Adds the leaf, whatever stands there. On the writer, or in any transaction of a command:
 * the tree takes it in with the server's next batch. */
/* ERR_CONFLICT if it is signed with a key that the agency has renewed meanwhile. */
enum err log_event_append(struct cx *cx, const struct env *env, struct db *tx,
                          const struct log_event *event, int64_t *log_index) MUST_USE;
/* Adds it unless the newest of its kind and name has this value. */
enum err log_event_ensure(struct cx *cx, const struct env *env, struct db *tx,
                          const struct log_event *event, bool *added) MUST_USE;
/* The bytes that the leaf's commitment hides. at == NULL past the arena's cap. */
struct bytes log_event_committed(struct arena *arena, const char *kind, struct str name,
                                 struct str value);

/* The facts of each kind, in one place. Keys: 32 bytes. */
void log_event_agency(struct arena *arena, enum agency_code code, const uint8_t box_pk[32],
                      const uint8_t sign_pk[32], const uint8_t custodian_pk[32],
                      struct log_event *out);
/* The name under which a key that takes another's place signs its own leaf: "bawaslu.new". The
 * one before signs the same leaf as "bawaslu". */
struct str log_event_new_key_name(struct arena *arena, enum agency_code code);
/* sha256 of a public key in hex: how the log names officers' keys, and people read keys aloud. */
struct str key_fingerprint(struct arena *arena, const uint8_t key[32]);
/* Of an officer only the hash of his public key becomes public. */
void log_event_officer(struct arena *arena, enum agency_code code, const uint8_t box_pk[32],
                       bool works_here, struct log_event *out);
void log_event_rules(struct arena *arena, struct str name, const uint8_t sha256[32],
                     struct log_event *out);
/* A head of the private log of who read what (access_log.h): only its root is public. */
void log_event_access(struct arena *arena, struct str day, uint64_t size, const uint8_t root[32],
                      struct log_event *out);
void log_event_witness(struct str name, struct str vkey, struct log_event *out);

/* The rule sets that the program judges by, and the hash of each one's text. */
struct rules_in_force {
    struct str name; /* "pilkada-2024"; the operator's own: "post/NAME" */
    uint8_t sha256[32];
};

/* Whatever is in force and not in the log: rules, agencies, officers, witnesses of the
 * policy; and the heartbeat of this hour. Cheap when nothing is to do. */
enum err log_events_keep(struct cx *cx, const struct env *env, struct db *tx,
                         const struct rules_in_force *rules, size_t rules_len, bool *added)
    MUST_USE;
