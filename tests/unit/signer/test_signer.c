/*
 * The signer: extends only, remembers across restarts and torn writes, never a second head of
 * one size, and can do nothing but sign.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "signer/signer.h"

#define LEAVES 600
#define ORIGIN "posko.example/log"
#define SLOT 96

struct desk {
    struct arena *arena;
    struct cx cx;
    struct hasher hasher;
    struct note_signer key;
    struct hash leaves[LEAVES];
    char dir[64], memory[96], key_file[96];
};

static enum err leaves_read(struct cx *cx, void *from, unsigned int level, uint64_t first,
                            size_t count, struct hash *out)
{
    struct desk *d = from;

    for (size_t i = 0; i < count; i++) {
        uint64_t span = level ? 256 : 1;
        struct tree tree = { .size = 0 };
        struct hash upper[TILE_LEVELS - 1];

        for (uint64_t k = 0; k < span; k++)
            (void)tree_append(&d->hasher, &tree, &d->leaves[(first + i) * span + k], upper);
        tree_root(&d->hasher, &tree, &out[i]);
    }
    (void)cx;
    return OK;
}

static int open_desk(void **state)
{
    struct arena *arena = arena_new(64u << 20);
    struct desk *d = ARENA_NEW(arena, struct desk);
    struct signer_memory memory;
    uint8_t seed[32] = { 7 };
    struct str text;
    FILE *file;

    if (sodium_init() < 0)
        return -1;
    d->arena = arena;
    d->cx = cx_system(arena);
    (void)snprintf(d->dir, sizeof d->dir, "/tmp/posko-signer-XXXXXX");
    if (!mkdtemp(d->dir) || hasher_open(&d->cx, &d->hasher) != OK)
        return -1;
    (void)snprintf(d->memory, sizeof d->memory, "%s/log.signed", d->dir);
    (void)snprintf(d->key_file, sizeof d->key_file, "%s/log.key", d->dir);
    for (size_t i = 0; i < LEAVES; i++)
        hash_leaf(&d->hasher, (struct bytes){ (const uint8_t *)&i, sizeof i }, &d->leaves[i]);
    if (signer_make(&d->cx, STR(ORIGIN), KEY_ED25519, seed, &d->key) != OK
        || signer_memory_open(&d->cx, d->memory, true, &memory) != OK)
        return -1;
    signer_memory_close(&memory);
    text = signer_text(arena, &d->key);
    file = fopen(d->key_file, "w");
    if (!file || fwrite(text.at, 1, text.len, file) != text.len || fclose(file) != 0)
        return -1;
    *state = d;
    return 0;
}

static int close_desk(void **state)
{
    struct desk *d = *state;

    (void)unlink(d->memory);
    (void)unlink(d->key_file);
    (void)rmdir(d->dir);
    hasher_close(&d->hasher);
    arena_free(d->arena);
    return 0;
}

static void root_of(struct desk *d, uint64_t size, struct hash *out)
{
    struct tree tree = { .size = 0 };
    struct hash upper[TILE_LEVELS - 1];

    for (uint64_t i = 0; i < size; i++)
        (void)tree_append(&d->hasher, &tree, &d->leaves[i], upper);
    tree_root(&d->hasher, &tree, out);
}

/* What a server would send: the head of `size`, with a proof from `old`. */
static struct str request(struct desk *d, uint64_t old, uint64_t size, bool other_root,
                          const char *origin)
{
    struct hash_source source = { leaves_read, d };
    struct sign_request r = { .old = old };
    struct checkpoint c = { .origin = str_of(origin), .size = size };
    struct str out;

    root_of(d, size, &c.root);
    if (other_root)
        c.root.b[31] ^= 1;
    if (old <= size)
        assert_int_equal(proof_consistency(&d->cx, &d->hasher, &source, old, size, &r.proof), OK);
    assert_int_equal(checkpoint_text(&d->cx, &c, &r.text), OK);
    assert_int_equal(sign_request_write(&d->cx, &r, &out), OK);
    return out;
}

/* A signer that has just started: what it knows is what is on disk. */
static enum err ask(struct desk *d, struct str packet, struct str *line)
{
    struct signer_memory memory;
    enum err err = signer_memory_open(&d->cx, d->memory, false, &memory);

    if (err != OK)
        return err;
    err = signer_answer(&d->cx, &d->hasher, &d->key, &memory, packet, line);
    signer_memory_close(&memory);
    return err;
}

static void it_signs_only_heads_that_extend_the_last_one(void **state)
{
    struct desk *d = *state;
    static const struct {
        uint64_t old, size;
        bool other;
        const char *origin;
        enum err want;
    } asked[] = {
        { 0, 5, false, ORIGIN, OK },
        { 5, 300, false, ORIGIN, OK },
        { 300, 300, false, ORIGIN, OK },              /* asked again: the same signature */
        { 5, 300, false, ORIGIN, OK },                /* ... also by who has not heard */
        { 300, 300, true, ORIGIN, ERR_DENIED },       /* two heads of one size */
        { 5, 400, false, ORIGIN, ERR_CONFLICT },      /* from what was not signed last */
        { 300, 299, false, ORIGIN, ERR_DENIED },      /* back */
        { 300, 400, true, ORIGIN, ERR_DENIED },       /* not an extension */
        { 300, 400, false, "posko.example/2", ERR_DENIED },
        { 300, 600, false, ORIGIN, OK },              /* and on it goes */
        { 600, 300, false, ORIGIN, ERR_DENIED },
    };

    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        struct str line;
        enum err err = ask(d, request(d, asked[i].old, asked[i].size, asked[i].other,
                                      asked[i].origin), &line);

        if (err != asked[i].want)
            fail_msg("ask %zu: %s (%s)", i, err_name(err), d->cx.note.text);
    }
}

static void the_same_head_gets_the_same_signature(void **state)
{
    struct desk *d = *state;
    struct str first, second;

    assert_int_equal(ask(d, request(d, 0, 9, false, ORIGIN), &first), OK);
    assert_int_equal(ask(d, request(d, 0, 9, false, ORIGIN), &second), OK);
    assert_true(str_eq(first, second));
}

static void poke(const struct desk *d, off_t at, size_t len)
{
    int fd = open(d->memory, O_RDWR);
    uint8_t noise[SLOT];

    memset(noise, 0xa5, sizeof noise);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, noise, len, at), len);
    close(fd);
}

/* A write that stopped half way spoils the slot it was in: what was signed before stands in
 * the other, and the head whose line never left may be asked for again. */
static void a_torn_slot_leaves_the_one_before(void **state)
{
    struct desk *d = *state;
    struct signer_memory memory;
    struct str line;

    assert_int_equal(ask(d, request(d, 0, 5, false, ORIGIN), &line), OK);
    assert_int_equal(ask(d, request(d, 5, 8, false, ORIGIN), &line), OK);
    for (size_t cut = 1; cut < SLOT - 16; cut += 13) {
        uint8_t whole[2 * SLOT];
        int fd = open(d->memory, O_RDWR);
        off_t newest;

        assert_int_equal(pread(fd, whole, sizeof whole, 0), sizeof whole);
        newest = whole[7] > whole[SLOT + 7] ? 0 : SLOT;
        poke(d, newest, cut);
        assert_int_equal(signer_memory_open(&d->cx, d->memory, false, &memory), OK);
        assert_int_equal(memory.size, 5);
        signer_memory_close(&memory);
        assert_int_equal(pwrite(fd, whole, sizeof whole, 0), sizeof whole);
        close(fd);
    }
    poke(d, 0, SLOT);
    poke(d, SLOT, SLOT);
    assert_int_equal(ask(d, request(d, 5, 8, false, ORIGIN), &line), ERR_CORRUPT);
}

static void without_a_memory_it_signs_nothing(void **state)
{
    struct desk *d = *state;
    struct str line;

    assert_int_equal(unlink(d->memory), 0);
    assert_int_equal(ask(d, request(d, 0, 5, false, ORIGIN), &line), ERR_NOT_FOUND);
}

static void nothing_that_is_no_request_gets_a_signature(void **state)
{
    struct desk *d = *state;
    struct str good = request(d, 5, 300, false, ORIGIN), line;
    size_t size_at = str_find(good, STR("\n300\n")) + 1;

    /* The very first head is taken as it comes; from then on each byte matters. */
    assert_int_equal(ask(d, request(d, 0, 5, false, ORIGIN), &line), OK);
    for (size_t len = 0; len < good.len; len++)
        if (ask(d, str_first(good, len), &line) == OK)
            fail_msg("signed what was cut at %zu", len);
    for (size_t i = 0; i < good.len; i++) {
        char *bad = (char *)arena_copy(d->arena, good).at;

        /* A proof binds the size only as far as the tree's shape shows it (RFC 9162 2.1.4.2): a
         * server that lies by one about its own size can have that, once, and is stuck after. */
        if (i >= size_at && i < size_at + 3)
            continue;
        bad[i] ^= 1;
        if (ask(d, (struct str){ bad, good.len }, &line) == OK)
            fail_msg("signed with byte %zu changed", i);
    }
    assert_int_equal(ask(d, good, &line), OK);
}

/* ---- the process ---- */

static pid_t signer_child(struct desk *d, int *fd)
{
    int ends[2];
    pid_t pid;

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        if (ends[1] != SIGNER_FD)
            (void)dup2(ends[1], SIGNER_FD);
        _exit(signer_main(d->key_file, d->memory));
    }
    close(ends[1]);
    *fd = ends[0];
    return pid;
}

static struct str exchange(struct desk *d, int fd, struct str packet)
{
    char *room = arena_alloc(d->arena, 1, SIGNER_PACKET_MAX);
    ssize_t got;

    assert_int_equal(send(fd, packet.at, packet.len, MSG_NOSIGNAL), packet.len);
    got = recv(fd, room, SIGNER_PACKET_MAX, 0);
    return (struct str){ room, got > 0 ? (size_t)got : 0 };
}

static void the_process_is_confined_and_not_dumpable(void **state)
{
    struct desk *d = *state;
    char path[64], text[4096] = "";
    int fd;
    pid_t pid = signer_child(d, &fd);
    struct str answer = exchange(d, fd, request(d, 0, 5, false, ORIGIN));
    FILE *status;

    assert_int_equal(answer.at[0], '+');
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    status = fopen(path, "r");
    assert_non_null(status);
    assert_true(fread(text, 1, sizeof text - 1, status) > 0);
    (void)fclose(status);
    assert_non_null(strstr(text, "Seccomp:\t2"));
    assert_non_null(strstr(text, "NoNewPrivs:\t1"));
    close(fd);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void killed_at_any_moment_it_signs_no_second_head(void **state)
{
    struct desk *d = *state;
    uint64_t size = 0;

    for (int round = 0; round < 60; round++) {
        uint64_t next = size + 1 + (uint64_t)round % 7;
        struct str packet = request(d, size, next, false, ORIGIN), answer;
        int fd, status;
        pid_t pid = signer_child(d, &fd);

        assert_int_equal(send(fd, packet.at, packet.len, MSG_NOSIGNAL), packet.len);
        usleep((useconds_t)(round * 37 % 1500));
        (void)kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        close(fd);
        /* Another head of that size, perhaps remembered, perhaps not: never both. */
        pid = signer_child(d, &fd);
        answer = exchange(d, fd, packet);
        assert_int_equal(answer.at[0], '+');
        answer = exchange(d, fd, request(d, size, next, true, ORIGIN));
        assert_int_equal(answer.at[0], '-');
        close(fd);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        size = next;
    }
}

static int ends_by(void (*forbidden)(void))
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        if (!signer_confine())
            _exit(9);
        forbidden();
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

static void opens_a_file(void)
{
    (void)open("/etc/hostname", O_RDONLY);
}

static void opens_a_socket(void)
{
    (void)socket(AF_INET, SOCK_STREAM, 0);
}

static void runs_a_program(void)
{
    (void)execl("/bin/true", "true", (char *)NULL);
}

static void makes_a_child(void)
{
    if (fork() == 0)
        _exit(0);
}

static void removes_a_file(void)
{
    (void)unlink("/tmp/there-is-no-such-file");
}

static void does_nothing(void)
{
}

static void any_other_system_call_kills_it(void **state)
{
    (void)state;
    assert_int_equal(ends_by(does_nothing), 0);
    assert_int_equal(ends_by(opens_a_file), SIGSYS);
    assert_int_equal(ends_by(opens_a_socket), SIGSYS);
    assert_int_equal(ends_by(runs_a_program), SIGSYS);
    assert_int_equal(ends_by(makes_a_child), SIGSYS);
    assert_int_equal(ends_by(removes_a_file), SIGSYS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_signs_only_heads_that_extend_the_last_one),
        TEST(the_same_head_gets_the_same_signature),
        TEST(a_torn_slot_leaves_the_one_before),
        TEST(without_a_memory_it_signs_nothing),
        TEST(nothing_that_is_no_request_gets_a_signature),
        TEST(the_process_is_confined_and_not_dumpable),
        TEST(killed_at_any_moment_it_signs_no_second_head),
        cmocka_unit_test(any_other_system_call_kills_it),
    };

    return cmocka_run_group_tests_name("signer", tests, NULL, NULL);
}
