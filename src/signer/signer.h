/*
 * signer: the small process that alone holds the log's key, and signs only heads
 * that extend the last one it signed.
 *
 * It speaks over one SOCK_SEQPACKET descriptor, one packet a request:
 *
 *   posko-sign/v1
 *   old <n>                  the size it signed last, 0 for never
 *   <base64 hash> ...        consistency proof from there, leaf-most first
 *   (empty line)
 *   <checkpoint text>
 *
 * and answers "+" and the signature line, or "-" and why not. What it signed last is
 * on disk before the line leaves. It knows nothing of cases or of the database; a
 * server that was turned against its owners gets no second head out of it.
 */
#pragma once
#include "tlog/checkpoint.h"
#include "tlog/tree.h"

#define SIGNER_PACKET_MAX 65536
#define SIGNER_FD 3
#define SIGNER_WHO "posko-key/v1\n" /* asks for the log's public key, as a vkey */

struct sign_request {
    uint64_t old;
    struct proof proof;
    struct str text; /* checkpoint */
};

enum err sign_request_write(struct cx *cx, const struct sign_request *r, struct str *out) MUST_USE;
enum err sign_request_read(struct cx *cx, struct str packet, struct sign_request *out) MUST_USE;

/* What it signed last, in a file of two slots: a torn write leaves the other. */
struct signer_memory {
    int fd;
    uint64_t turn;
    uint64_t size;
    struct hash root;
};
/* ERR_NOT_FOUND for no file; ERR_CORRUPT when neither slot is whole. */
enum err signer_memory_open(struct cx *cx, const char *path, bool make,
                            struct signer_memory *out) MUST_USE;
enum err signer_memory_keep(struct cx *cx, struct signer_memory *m, uint64_t size,
                            const struct hash *root) MUST_USE;
void signer_memory_close(struct signer_memory *m);

/* Judges, remembers, signs. ERR_DENIED with the reason in the note. */
enum err signer_answer(struct cx *cx, struct hasher *h, const struct note_signer *key,
                       struct signer_memory *memory, struct str packet, struct str *line) MUST_USE;

/* From here on this process may only compute, and speak over what is open: any other system
 * call ends it (seccomp). False where the kernel cannot. */
bool signer_confine(void) MUST_USE;
/* The process: reads the key, confines itself, serves until the other end is closed.
 * Returns an exit status. */
int signer_main(const char *key_path, const char *memory_path);
