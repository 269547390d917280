/*
 * new_officer: a fresh sign-in (keys, first password, second factor), the agency's keys handed
 * on to it, and its line in the public log. Who may do so is people.h's matter.
 */
#pragma once
#include "action/post.h"
#include "store/officer.h"

/* What one officer can hand on to another: his agency's keys, and the custodians' if he is one. */
struct handed {
    uint64_t serial; /* 0: nothing */
    struct secret32 master;
    struct agency_keys keys;   /* from master */
    uint64_t custodian_serial; /* 0: he is none */
    struct secret32 custodian;
};
void handed_wipe(struct handed *h); /* fits AUTO */
/* What was sealed to the officer, by his own keys. Nothing sealed to him: OK, with serial 0. */
enum err handed_open(struct cx *cx, struct db *db, struct agency_id agency, struct officer_id id,
                     const struct officer_keys *keys, struct handed *out) MUST_USE;

/* "3f2a 91c0 77de 0b15": the beginning of the key's fingerprint in the log, to be compared by
 * eye. */
struct str officer_key_text(struct arena *arena, const uint8_t box_pk[32]);

bool officer_login_fine(struct str login);
bool officer_name_fine(struct str name);
/* A row with fresh keys, and the words for its slip. row->id and added_us are new. Slow: a
 * password is hashed. ERR_INVALID says in the note what is wrong. */
enum err officer_make(struct cx *cx, const struct env *env, struct agency_id agency,
                      const struct new_officer *o, struct officer_row *row,
                      struct officer_slip *slip) MUST_USE;
/* The same for an officer who is there: new keys, password and number; id and role stay. */
enum err officer_remake(struct cx *cx, const struct env *env, const struct officer_row *old,
                        struct officer_row *row, struct officer_slip *slip) MUST_USE;

/* On the writer: seals the agency's keys to the officer, or the custodians' secret. */
enum err hand_keys(struct cx *cx, const struct env *env, struct db *tx,
                   const struct officer_row *to, const struct handed *h) MUST_USE;
enum err hand_custody(struct cx *cx, const struct env *env, struct db *tx,
                      const struct officer_row *to, const struct handed *h) MUST_USE;

/* On the writer: the officer's line in the public log; keys: of the agency, whose act it is then;
 * NULL: the post says so by itself. */
enum err officer_listed(struct cx *cx, const struct env *env, struct db *tx, enum agency_code code,
                        const uint8_t box_pk[32], bool works_here,
                        const struct agency_keys *keys) MUST_USE;
