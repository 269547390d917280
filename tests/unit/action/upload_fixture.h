/*
 * upload_fixture: a post that takes files, an owner with a draft, and bytes to send that are
 * marked, so that they are found where they must not be.
 */
#pragma once
#include "desk_fixture.h"
#include "action/add_evidence.h"
#include "action/draft.h"

#define MARKER "PENANDA-BERKAS-YANG-TIDAK-BOLEH-TERBACA"
#define MIB (1u << 20)

struct rig {
    struct desk_fixture *f;
    struct uploads *u;
    struct upload_owner owner;
    struct arena *home;
    uint8_t *data;
};

extern const struct upload_limits rig_limits;

int rig_start(void **state);
int rig_stop(void **state);
/* A server that was started anew knows what the database and the disk say, and no more. */
void restart(struct rig *r);

/* *why is UPLOAD_FINE where there is a plan. */
struct upload_new *plan(struct rig *r, uint64_t len, enum upload_refusal *why);
struct blob_id announce(struct rig *r, uint64_t len);
struct upload_sink *open_at(struct rig *r, struct blob_id id, uint64_t at, enum err want);
/* The rig's bytes from..to, in pieces. */
void give(struct rig *r, struct upload_sink *s, uint64_t from, uint64_t to, size_t piece);
void grow(struct rig *r, struct upload_sink *s, enum err want);
/* All of that: one request. */
void send(struct rig *r, struct blob_id id, uint64_t from, uint64_t to, size_t piece);
struct upload found(struct rig *r, struct blob_id id);

void opens_as_sent(struct rig *r, const struct evidence_file *file, uint64_t len);
struct evidence_file file_of(const struct upload *u);
void disk_is_sealed(struct rig *r);
void hashes_are_right(struct rig *r, const struct upload *u);
