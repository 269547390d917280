/* confine: see the header. */
#include "cli/confine.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1 /* its run-time looks into its own process, and leaks are told at the end */
#else
#define SANITIZED 0
#endif

static void set(struct confine *c, enum guard_part part, const char *why_not)
{
    c->on[part] = why_not == NULL;
    c->why[part] = why_not;
}

/* A limit of 0, and a filter of 0: root may lift the one, and would then find the other. */
static void no_core(struct confine *c)
{
    struct rlimit none = { 0, 0 };
    int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
    bool filtered = fd >= 0 && write(fd, "0", 1) == 1;

    if (fd >= 0)
        close(fd);
    (void)filtered; /* without it the limit holds alone */
    set(c, GUARD_CORE,
        setrlimit(RLIMIT_CORE, &none) == 0 ? NULL : "the limit on core files cannot be set");
}

/* Root's work is done by whose directory it is. */
static enum err no_root(struct cx *cx, const char *dir, struct confine *c)
{
    struct stat st;
    struct passwd *who;

    if (geteuid() != 0) {
        set(c, GUARD_USER, NULL);
        return OK;
    }
    if (stat(dir, &st) != 0 || st.st_uid == 0) {
        set(c, GUARD_USER,
            "it runs as root: give DIR to a user of its own "
            "(chown -R posko: DIR)");
        return OK;
    }
    who = getpwuid(st.st_uid);
    if (setgroups(0, NULL) != 0 || setresgid(st.st_gid, st.st_gid, st.st_gid) != 0
        || setresuid(st.st_uid, st.st_uid, st.st_uid) != 0 || setuid(0) == 0)
        return FAIL(cx, ERR_UNAVAILABLE, "cannot become the owner of %s (user %u): %s", dir,
                    (unsigned)st.st_uid, strerror(errno));
    (void)snprintf(c->user, sizeof c->user, "%s", who ? who->pw_name : "its owner");
    set(c, GUARD_USER, NULL);
    return OK;
}

/* Root's right, so it is used before root is given up; else what the service was given counts. */
static void lift_lock_limit(void)
{
    struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };

    (void)setrlimit(RLIMIT_MEMLOCK, &all);
}

static bool may_lock_all(void)
{
    struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct caps[_LINUX_CAPABILITY_U32S_3] = { { 0 } };
    struct rlimit now;

    if (getrlimit(RLIMIT_MEMLOCK, &now) == 0 && now.rlim_cur == RLIM_INFINITY)
        return true;
    return syscall(SYS_capget, &head, caps) == 0 && caps[0].effective >> CAP_IPC_LOCK & 1;
}

/* As pages are touched, so that the idle server does not grow. Under a limit nothing is locked
 * in advance: a later allocation would fail for it, in the middle of somebody's report. */
static void no_swap(struct confine *c)
{
    if (SANITIZED)
        set(c, GUARD_MEMORY, "this is a build for testing");
    else if (!may_lock_all() || mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) != 0)
        set(c, GUARD_MEMORY,
            "only the server's own key is: give it LimitMEMLOCK=infinity, or "
            "use no swap");
    else
        set(c, GUARD_MEMORY, NULL);
}

enum err confine_begin(struct cx *cx, const char *dir, struct confine *out)
{
    struct confine c = { .user = "" };

    umask(077);
    no_core(&c); /* its files in /proc are ours only while we may be looked into */
    lift_lock_limit();
    TRY(no_root(cx, dir, &c));
    no_swap(&c);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* after the change of user, which sets it */
    set(&c, GUARD_PRIVILEGE,
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? NULL : "the kernel cannot promise that");
    *out = c;
    return OK;
}

void confine_finish(struct cx *cx, const char *dir, struct confine *c)
{
    (void)cx;
    if (SANITIZED) {
        set(c, GUARD_FILES, "this is a build for testing");
        set(c, GUARD_CALLS, "this is a build for testing");
        return;
    }
    set(c, GUARD_FILES, confine_files(dir));
    set(c, GUARD_CALLS, confine_calls());
}

void confine_lock(const void *key, size_t len)
{
    (void)mlock(key, len);
}

static const char *const said[GUARD_COUNT] = {
    [GUARD_CORE] = "no core files",
    [GUARD_USER] = "not root",
    [GUARD_MEMORY] = "memory kept out of the swap",
    [GUARD_PRIVILEGE] = "no new privileges",
    [GUARD_FILES] = "writes in DIR alone (landlock)",
    [GUARD_CALLS] = "starts no program and looks into none (seccomp)",
};

void confine_say(const struct confine *c)
{
    const char *between = "";

    printf("guarded: ");
    for (int i = 0; i < GUARD_COUNT; i++)
        if (c->on[i]) {
            printf("%s%s", between, said[i]);
            between = "; ";
        }
    printf("\n");
    if (c->user[0])
        printf("started as root, runs as %s\n", c->user);
    for (int i = 0; i < GUARD_COUNT; i++)
        if (!c->on[i])
            printf("NOT guarded: %s: %s\n", said[i], c->why[i]);
    fflush(stdout);
}
