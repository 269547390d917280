/* signer: see the header. */
#include "signer/signer.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD "posko-sign/v1\n"
#define SLOT 96 /* turn 8, size 8, root 32, SHA-256 of those 32, room */
#define KEY_FILE_MAX 4096

enum err sign_request_write(struct cx *cx, const struct sign_request *r, struct str *out)
{
    struct buf b = buf_in(cx->arena, SIGNER_PACKET_MAX);

    buf_printf(&b, HEAD "old %llu\n", (unsigned long long)r->old);
    proof_write(&b, &r->proof);
    buf_char(&b, '\n');
    buf_str(&b, r->text);
    *out = buf_end(&b);
    return out->at ? OK : FAIL(cx, ERR_TOO_LARGE, "request to the signer");
}

enum err sign_request_read(struct cx *cx, struct str packet, struct sign_request *out)
{
    struct str rest = packet, line;
    size_t len;

    memset(out, 0, sizeof *out);
    if (!str_starts(rest, STR(HEAD)))
        return FAIL(cx, ERR_INVALID, "not a request");
    rest = str_from(rest, strlen(HEAD));
    if (!str_cut(&rest, '\n', &line) || !str_starts(line, STR("old "))
        || !str_to_u64(str_from(line, 4), &out->old))
        return FAIL(cx, ERR_INVALID, "no old size");
    while (str_cut(&rest, '\n', &line) && line.len) {
        if (out->proof.count == PROOF_MAX
            || !base64_decode(line, out->proof.at[out->proof.count].b, 32, &len) || len != 32)
            return FAIL(cx, ERR_INVALID, "malformed proof");
        out->proof.count++;
    }
    if (!rest.at)
        return FAIL(cx, ERR_INVALID, "no checkpoint");
    out->text = rest;
    return OK;
}

/* ---- what was signed last ---- */

static void put64(uint8_t *at, uint64_t v)
{
    for (int i = 7; i >= 0; i--, v >>= 8)
        at[i] = (uint8_t)v;
}

static uint64_t get64(const uint8_t *at)
{
    uint64_t v = 0;

    for (int i = 0; i < 8; i++)
        v = v << 8 | at[i];
    return v;
}

static void slot_sum(const uint8_t *slot, uint8_t out[32])
{
    unsigned int len = 32;

    (void)EVP_Digest(slot, 48, out, &len, EVP_sha256(), NULL);
}

static bool slot_read(int fd, off_t at, struct signer_memory *m)
{
    uint8_t slot[SLOT], sum[32];

    if (pread(fd, slot, sizeof slot, at) != (ssize_t)sizeof slot)
        return false;
    slot_sum(slot, sum);
    if (memcmp(sum, slot + 48, sizeof sum) != 0 || get64(slot) < m->turn)
        return false;
    m->turn = get64(slot);
    m->size = get64(slot + 8);
    memcpy(m->root.b, slot + 16, sizeof m->root.b);
    return true;
}

enum err signer_memory_open(struct cx *cx, const char *path, bool make, struct signer_memory *out)
{
    struct signer_memory m = { .fd = open(path, O_RDWR | O_CLOEXEC | (make ? O_CREAT | O_EXCL : 0),
                                          0600) };
    bool first, second;

    if (m.fd < 0)
        return FAIL(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_UNAVAILABLE, "%s: %s", path,
                    strerror(errno));
    if (make) {
        hash_empty(&m.root);
        *out = m;
        return signer_memory_keep(cx, out, 0, &m.root);
    }
    first = slot_read(m.fd, 0, &m);
    second = slot_read(m.fd, SLOT, &m);
    if (!first && !second) {
        close(m.fd);
        return FAIL(cx, ERR_CORRUPT, "%s: what was signed last cannot be read", path);
    }
    *out = m;
    return OK;
}

enum err signer_memory_keep(struct cx *cx, struct signer_memory *m, uint64_t size,
                            const struct hash *root)
{
    uint8_t slot[SLOT] = { 0 };

    put64(slot, m->turn + 1);
    put64(slot + 8, size);
    memcpy(slot + 16, root->b, sizeof root->b);
    slot_sum(slot, slot + 48);
    if (pwrite(m->fd, slot, sizeof slot, (m->turn + 1) % 2 ? SLOT : 0) != (ssize_t)sizeof slot
        || fdatasync(m->fd) != 0)
        return FAIL(cx, ERR_UNAVAILABLE, "cannot remember what is signed: %s", strerror(errno));
    m->turn++;
    m->size = size;
    m->root = *root;
    return OK;
}

void signer_memory_close(struct signer_memory *m)
{
    if (m->fd >= 0)
        close(m->fd);
    m->fd = -1;
}

/* ---- judging ---- */

enum err signer_answer(struct cx *cx, struct hasher *h, const struct note_signer *key,
                       struct signer_memory *memory, struct str packet, struct str *line)
{
    struct sign_request r;
    struct checkpoint c;

    if (str_is(packet, SIGNER_WHO)) {
        *line = verifier_text(cx->arena, &key->verifier);
        return line->at ? OK : FAIL(cx, ERR_TOO_LARGE, "key");
    }
    TRY(sign_request_read(cx, packet, &r));
    TRY(checkpoint_parse(cx, r.text, &c));
    if (!str_eq(c.origin, key->verifier.name) || c.extension.len)
        return FAIL(cx, ERR_DENIED, "another log's head");
    if (c.size == memory->size && hash_eq(&c.root, &memory->root))
        return note_sign_line(cx, key, r.text, 0, line); /* again: the answer did not arrive */
    if (r.old != memory->size)
        return FAIL(cx, ERR_CONFLICT, "signed last: size %llu", (unsigned long long)memory->size);
    if (c.size < memory->size)
        return FAIL(cx, ERR_DENIED, "the head is smaller (%llu) than the last one signed (%llu)",
                    (unsigned long long)c.size, (unsigned long long)memory->size);
    if (!proof_extends(h, &r.proof, r.old, c.size, &memory->root, &c.root))
        return FAIL(cx, ERR_DENIED, "head %llu does not extend head %llu",
                    (unsigned long long)c.size, (unsigned long long)memory->size);
    if (c.size > memory->size)
        TRY(signer_memory_keep(cx, memory, c.size, &c.root));
    return note_sign_line(cx, key, r.text, 0, line);
}

/* ---- the process ---- */

/* Only what the loop needs from here on: no files, no sockets, no other program. */
bool signer_confine(void)
{
    static const int calls[] = {
        SCMP_SYS(read),       SCMP_SYS(recvfrom),      SCMP_SYS(sendto), SCMP_SYS(pwrite64),
        SCMP_SYS(fdatasync),  SCMP_SYS(brk),           SCMP_SYS(mmap),   SCMP_SYS(munmap),
        SCMP_SYS(mprotect),   SCMP_SYS(madvise),       SCMP_SYS(futex),  SCMP_SYS(getrandom),
        SCMP_SYS(exit_group), SCMP_SYS(exit),          SCMP_SYS(close),  SCMP_SYS(rt_sigreturn),
        SCMP_SYS(write),      SCMP_SYS(clock_gettime),
    };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool fine = filter != NULL;

    for (size_t i = 0; fine && i < COUNT_OF(calls); i++)
        fine = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) == 0;
    fine = fine && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return fine;
}

static enum err key_read(struct cx *cx, const char *path, struct note_signer *out)
{
    struct bytes text;
    enum err err;

    TRY(file_read(cx, path, KEY_FILE_MAX, &text));
    err = signer_parse(cx, str_trim((struct str){ (const char *)text.at, text.len }), out);
    if (err == OK) /* it lies in the text, where the secret does too: once is enough */
        out->verifier.name = arena_copy(cx->arena, out->verifier.name);
    explicit_bzero((void *)(uintptr_t)text.at, text.len);
    return err != OK || out->verifier.name.at ? err : FAIL(cx, ERR_TOO_LARGE, "name of the key");
}

static bool answer_one(struct cx *cx, struct hasher *h, const struct note_signer *key,
                       struct signer_memory *memory, char *packet)
{
    ssize_t got = recv(SIGNER_FD, packet, SIGNER_PACKET_MAX, 0);
    struct str line, answer;
    enum err err;

    if (got <= 0)
        return false; /* the server is gone, and so are we */
    err = signer_answer(cx, h, key, memory, (struct str){ packet, (size_t)got }, &line);
    answer = err == OK ? arena_printf(cx->arena, "+%.*s", STR_FMT(line))
                       : arena_printf(cx->arena, "-%s", cx->note.text);
    return answer.at && send(SIGNER_FD, answer.at, answer.len, MSG_NOSIGNAL) == (ssize_t)answer.len;
}

int signer_main(const char *key_path, const char *memory_path)
{
    struct arena *home = arena_new(1u << 20), *arena = arena_new(1u << 20);
    struct cx cx = { .arena = home, .random = system_random };
    struct rlimit none = { 0, 0 };
    struct note_signer key;
    struct signer_memory memory;
    struct hasher h = { 0 };
    char *packet = home && arena ? arena_alloc(home, 1, SIGNER_PACKET_MAX) : NULL;

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (!packet || key_read(&cx, key_path, &key) != OK
        || signer_memory_open(&cx, memory_path, false, &memory) != OK
        || hasher_open(&cx, &h) != OK) {
        fprintf(stderr, "posko signer: %s\n", cx.note.text);
        return 1;
    }
    if (mlockall(MCL_CURRENT | MCL_ONFAULT) != 0) /* a small limit: then the key alone */
        (void)mlock(&key, sizeof key);
    if (!signer_confine())
        fputs("posko signer: this kernel cannot confine me (seccomp); going on\n", stderr);
    cx.arena = arena;
    while (answer_one(&cx, &h, &key, &memory, packet))
        arena_reset(arena);
    signer_wipe(&key);
    return 0;
}
