/*
 * chunk: a file at rest, sealed while it arrives and opened anywhere (ledger.md 7, 8).
 *
 * A file has a random key and a random id. Its plaintext is cut every 64 KiB; each piece is
 *
 *   nonce 24 || XChaCha20-Poly1305 of the piece || tag 16
 *   additional data: "posko-chunk/v1|" || file id 16 || index u64be || 1 if the last, else 0
 *
 * All pieces but the last are full, and there is always a last one (an empty file is one empty
 * piece), so a cut, a swap or a piece of another file does not open. Each piece opens by
 * itself: a restart needs no cipher state, and a video can be read from its middle. Nonces are
 * random, so a piece that is sealed again after a crash harms nothing.
 *
 * Not here: where the bytes lie, and who may have the key.
 */
#pragma once
#include "base/cx.h"
#include "vault/keys.h"

#define CHUNK_PLAIN 65536
#define CHUNK_EXTRA 40
#define CHUNK_SEALED (CHUNK_PLAIN + CHUNK_EXTRA)

struct chunk_place {
    uint8_t file_id[16];
    uint64_t index;
    bool last;
};

/* How many pieces a file of so many bytes has (at least one), and how long they are together. */
uint64_t chunk_count(uint64_t plain_len);
uint64_t chunk_total(uint64_t plain_len);

/* plain: at most CHUNK_PLAIN bytes, and that many unless it is the last (ERR_INVALID).
 * out: plain.len + CHUNK_EXTRA bytes. */
enum err chunk_seal(struct cx *cx, const struct secret32 *key, const struct chunk_place *place,
                    struct bytes plain, uint8_t *out) MUST_USE;
/* out: sealed.len - CHUNK_EXTRA bytes. ERR_CORRUPT if it is not that piece of that file. */
enum err chunk_open(struct cx *cx, const struct secret32 *key, const struct chunk_place *place,
                    struct bytes sealed, uint8_t *out) MUST_USE;
