/* signer_keeper: see the header. */
#include "action/signer_keeper.h"
#include "signer/signer.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct keeper {
    const char *program, *key_path, *memory_path;
    int fd;
};

/* Room for one descriptor beside the byte. */
union attached {
    struct cmsghdr head;
    char room[CMSG_SPACE(sizeof(int))];
};

static int spawn_signer(const struct keeper *k, int wire)
{
    char *argv[] = { (char *)"posko", (char *)"signer", (char *)k->key_path, (char *)k->memory_path,
                     NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none;
    int failed, pid = 0;

    sigemptyset(&none);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setpgroup(&attr, 0);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, wire, SIGNER_FD);
    failed = posix_spawn(&pid, k->program, &actions, &attr, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    return failed ? -failed : pid;
}

/* The wire's end that came with a byte; -1 when the server is gone. */
static int wire_take(int fd)
{
    union attached attached = { .room = { 0 } };
    struct iovec byte = { (char[1]){ 0 }, 1 };
    struct msghdr m = { .msg_iov = &byte,
                        .msg_iovlen = 1,
                        .msg_control = attached.room,
                        .msg_controllen = sizeof attached.room };
    struct cmsghdr *c;
    ssize_t got;
    int wire = -1;

    do
        got = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    c = got > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
        memcpy(&wire, CMSG_DATA(c), sizeof wire);
    return wire;
}

static void keep(const struct keeper *k)
{
    int wire, pid = 0;

    while ((wire = wire_take(k->fd)) >= 0) {
        if (pid > 0)
            (void)waitpid(pid, NULL, 0); /* its wire is closed: two never sign at once */
        pid = spawn_signer(k, wire);
        close(wire);
        if (send(k->fd, &pid, sizeof pid, MSG_NOSIGNAL) != (ssize_t)sizeof pid)
            break;
    }
    if (pid > 0)
        (void)waitpid(pid, NULL, 0);
}

bool signer_keeper_open(const char *program, const char *key_path, const char *memory_path, int *fd,
                        int *pid)
{
    struct keeper k = { program, key_path, memory_path, SIGNER_FD };
    int ends[2], child;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    child = fork();
    if (child == 0) {
        (void)setpgid(0, 0); /* a terminal's Ctrl-C is the server's to hear */
        (void)prctl(PR_SET_NAME, "posko-keeper", 0, 0, 0);
        if (dup3(ends[1], k.fd, O_CLOEXEC) < 0 && ends[1] != k.fd)
            _exit(1);
        (void)close_range((unsigned)k.fd + 1, ~0u, 0); /* the database is not its business */
        keep(&k);
        _exit(0);
    }
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return false;
    }
    *fd = ends[0];
    *pid = child;
    return true;
}

int signer_keeper_ask(int fd, int wire)
{
    union attached attached = { .room = { 0 } };
    struct iovec byte = { (char[1]){ 's' }, 1 };
    struct msghdr m = { .msg_iov = &byte,
                        .msg_iovlen = 1,
                        .msg_control = attached.room,
                        .msg_controllen = sizeof attached.room };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    ssize_t got;
    int pid;

    *c = (struct cmsghdr){ .cmsg_level = SOL_SOCKET,
                           .cmsg_type = SCM_RIGHTS,
                           .cmsg_len = CMSG_LEN(sizeof wire) };
    memcpy(CMSG_DATA(c), &wire, sizeof wire);
    if (sendmsg(fd, &m, MSG_NOSIGNAL) != 1)
        return -errno;
    do
        got = recv(fd, &pid, sizeof pid, 0);
    while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof pid ? pid : -EPIPE;
}
