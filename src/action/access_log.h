/*
 * access_log: the private log of privileged reads: a second Merkle log in the same tables and
 * by the same code (log_tree.h) as the public one. Who read what is written here before it is
 * answered (access_record.h); the entries are never published.
 *
 *   posko-leaf/v1                an entry: signed by the reader's agency
 *   type case.opened             domain/access.c
 *   case -                       (the chain of a case is the public log's)
 *   at <to the second>
 *   by bawaslu
 *   fact case <32 hex>           if it is of a case
 *   fact officer <64 hex>        SHA-256 of his public key, as officer.listed has it
 *   commit ...                   hides the moment, the officer's id and the sealed text
 *
 * Its head is an entry of the public log once a day (kind access.head): nobody can take out
 * or alter what was written before, unless he alters the public log too. Only the root is
 * public. The size is in the committed bytes: how many cases a small post opened on a day is
 * nobody's to know, and the root pins all entries without it.
 */
#pragma once
#include "action/env.h"
#include "action/log_tree.h"
#include "store/access.h"
#include "tlog/leaf.h"

/* Under which the private log's entries and hashes lie in log_entry and log_node. */
struct post_id access_log_id(struct post_id post);

/* The entry of a row, unsigned. officer_hash: fact officer. */
enum err access_leaf(struct cx *cx, const struct access_row *row, struct str officer_hash,
                     int zone_minutes, struct leaf *out) MUST_USE;
/* SHA-256 of an officer's public key in hex. */
struct str access_officer_hash(struct arena *arena, const uint8_t box_pk[32]);

struct access_head {
    uint64_t size;
    struct hash root;
};

/* What the public log says of a stored head: the row is believed only where its entry there
 * commits to it. ERR_CORRUPT with a sentence. */
enum err access_head_read(struct cx *cx, const struct env *env, struct db *db,
                          const struct access_head_row *row, struct access_head *out) MUST_USE;
/* Today's head of it into the public log, if none is there of today. On the writer; the ledger
 * must be open, for it knows the tree. */
enum err access_head_keep(struct cx *cx, const struct env *env, struct db *tx,
                          bool *added) MUST_USE;

/* The tree up to the last head that the public log holds; ERR_CORRUPT, the note saying what
 * to do, when the stored entries do not lead there. */
enum err access_log_open(struct cx *cx, struct hasher *hasher, const struct env *env, struct db *db,
                         struct log_tree *out) MUST_USE;
