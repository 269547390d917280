/*
 * confine: goal: what the serving process gives up it cannot take back, and what it needs it
 * keeps. Method: each question is asked in a child of its own that has been confined; its
 * exit status is the answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cli/confine.h"

#define LACKS 77 /* this kernel has none of it */

static char dir[] = "/tmp/posko-confine-XXXXXX";
static char outside[] = "/tmp/posko-outside-XXXXXX";

static int in_child(int (*ask)(void))
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0)
        _exit(ask());
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == LACKS)
        skip();
    return WEXITSTATUS(status);
}

/* ---- calls ---- */

static long try_exec(void)
{
    char *argv[] = { (char *)"true", NULL };

    return execv("/bin/true", argv);
}
static long try_fork(void) { return fork(); }
static long try_vfork(void) { return syscall(SYS_vfork); }
static long try_ptrace(void) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL); }
static long try_attach(void) { return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL); }
static long try_unshare(void) { return syscall(SYS_unshare, 0x10000000); }
static long try_mount(void) { return mount("none", "/tmp", "tmpfs", 0, NULL); }
static long try_chroot(void) { return chroot("/tmp"); }
static long try_keyctl(void) { return syscall(SYS_keyctl, 0, -3, 0); }
static long try_bpf(void) { return syscall(SYS_bpf, 0, NULL, 0); }
static long try_uring(void) { return syscall(SYS_io_uring_setup, 1, NULL); }
static long try_memfd(void) { return syscall(SYS_memfd_create, "x", 0); }
static long try_user(void) { return setresuid(12345, 12345, 12345); }
static long try_module(void) { return syscall(SYS_delete_module, "x", 0); }

static long try_look(void)
{
    char b;
    struct iovec here = { &b, 1 }, there = { &b, 1 };

    return process_vm_readv(getppid(), &here, 1, &there, 1, 0);
}

static long try_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                   == MAP_FAILED ? -1 : 0;
}

static long try_turn_to_code(void)
{
    void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return mprotect(at, 4096, PROT_READ | PROT_EXEC);
}

static const struct {
    const char *what;
    long (*call)(void);
} refused[] = {
    { "another program", try_exec },        { "fork", try_fork },
    { "vfork", try_vfork },                 { "being traced", try_ptrace },
    { "tracing", try_attach },              { "another's memory", try_look },
    { "a namespace", try_unshare },         { "mount", try_mount },
    { "chroot", try_chroot },               { "the key ring", try_keyctl },
    { "bpf", try_bpf },                     { "io_uring", try_uring },
    { "memfd", try_memfd },                 { "another user", try_user },
    { "kernel modules", try_module },       { "memory to write and run", try_code },
    { "turning data to code", try_turn_to_code },
};

static size_t row;

static int ask_refused(void)
{
    if (confine_calls() != NULL)
        return LACKS;
    errno = 0;
    return refused[row].call() == -1 && errno == EPERM ? 0 : 1;
}

static void what_no_honest_path_needs_is_refused(void **state)
{
    (void)state;
    for (row = 0; row < COUNT_OF(refused); row++)
        if (in_child(ask_refused) != 0)
            fail_msg("%s", refused[row].what);
}

static void *answer(void *arg)
{
    *(int *)arg = 42;
    return NULL;
}

static int ask_threads(void)
{
    pthread_t t;
    int got = 0;

    if (confine_calls() != NULL)
        return LACKS;
    return pthread_create(&t, NULL, answer, &got) == 0 && pthread_join(t, NULL) == 0 && got == 42
               ? 0
               : 1;
}

static void threads_still_start(void **state)
{
    (void)state;
    assert_int_equal(in_child(ask_threads), 0);
}

/* ---- files ---- */

static bool writes(const char *folder, const char *name)
{
    char path[200];
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0)
        return false;
    close(fd);
    return true;
}

static int ask_files(void)
{
    char from[200], to[200];

    if (confine_files(dir) != NULL)
        return LACKS;
    snprintf(from, sizeof from, "%s/a", dir);
    snprintf(to, sizeof to, "%s/b", dir);
    if (!writes(dir, "a") || rename(from, to) != 0 || unlink(to) != 0 || !writes(dir, "a"))
        return 1;
    if (writes(outside, "new") || writes(outside, "old") || writes("/tmp", "posko-confine-no"))
        return 2;
    if (open(outside, O_RDONLY | O_DIRECTORY) >= 0)
        return 3;
    if (open("/etc/passwd", O_RDONLY) < 0 || open("/dev/urandom", O_RDONLY) < 0)
        return 4;
    return open("/etc/posko-confine-no", O_WRONLY | O_CREAT, 0600) >= 0 ? 5 : 0;
}

static void it_writes_in_its_directory_alone(void **state)
{
    (void)state;
    assert_true(writes(outside, "old"));
    assert_int_equal(in_child(ask_files), 0);
}

static int ask_programs(void)
{
    char *argv[] = { (char *)"true", NULL };

    if (confine_files(dir) != NULL)
        return LACKS;
    (void)execv("/bin/true", argv); /* by landlock alone, too */
    return errno == EACCES ? 0 : 1;
}

static void it_runs_no_program_even_without_the_filter(void **state)
{
    (void)state;
    assert_int_equal(in_child(ask_programs), 0);
}

/* ---- the first step ---- */

static int ask_begin(void)
{
    struct arena *arena = arena_new(1 << 16);
    struct cx cx = cx_system(arena);
    struct confine c;
    struct rlimit core;
    char filter[16] = "";
    int fd = open("/proc/self/coredump_filter", O_RDONLY);

    if (confine_begin(&cx, dir, &c) != OK)
        return 1;
    if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur || core.rlim_max)
        return 2;
    if (prctl(PR_GET_DUMPABLE) != 0 || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
        return 3;
    if (umask(0) != 077)
        return 4;
    return read(fd, filter, sizeof filter - 1) > 0 && strcmp(filter, "00000000\n") == 0
                   && c.on[GUARD_CORE] ? 0 : 5;
}

static void no_core_file_is_ever_made(void **state)
{
    (void)state;
    assert_int_equal(in_child(ask_begin), 0);
}

static int ask_user(void)
{
    struct arena *arena = arena_new(1 << 16);
    struct cx cx = cx_system(arena);
    struct confine c;

    if (geteuid() != 0 || chown(dir, 12345, 12346) != 0)
        return LACKS;
    if (confine_begin(&cx, dir, &c) != OK || !c.on[GUARD_USER])
        return 1;
    if (getuid() != 12345 || geteuid() != 12345 || getgid() != 12346 || getgroups(0, NULL) != 0)
        return 2;
    return setuid(0) == 0 || prctl(PR_GET_DUMPABLE) != 0 ? 3 : 0;
}

static void started_as_root_it_goes_on_as_the_owner_of_the_directory(void **state)
{
    int said;

    (void)state;
    said = in_child(ask_user);
    (void)!chown(dir, getuid(), getgid());
    assert_int_equal(said, 0);
}

static int clean(void **state)
{
    char path[200];

    (void)state;
    snprintf(path, sizeof path, "%s/a", dir);
    (void)unlink(path);
    snprintf(path, sizeof path, "%s/old", outside);
    (void)unlink(path);
    return rmdir(dir) == 0 && rmdir(outside) == 0 ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_no_honest_path_needs_is_refused),
        cmocka_unit_test(threads_still_start),
        cmocka_unit_test(it_writes_in_its_directory_alone),
        cmocka_unit_test(it_runs_no_program_even_without_the_filter),
        cmocka_unit_test(no_core_file_is_ever_made),
        cmocka_unit_test(started_as_root_it_goes_on_as_the_owner_of_the_directory),
    };

    if (!mkdtemp(dir) || !mkdtemp(outside))
        return 1;
    return cmocka_run_group_tests(tests, NULL, clean);
}
