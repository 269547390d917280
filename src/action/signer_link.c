/* signer_link: see the header. */
#include "action/signer_link.h"
#include "action/ledger.h"
#include "action/signer_keeper.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Without a program to run, a child of this one: for who has no threads yet. */
static int signer_fork(const struct signer_link *l, int wire)
{
    int pid = fork();

    if (pid == 0) {
        (void)dup2(wire, SIGNER_FD);
        /* Our own end too, or it would wait for itself; and the database is not its business. */
        (void)close_range(SIGNER_FD + 1, ~0u, 0);
        _exit(signer_main(l->key_path, l->memory_path));
    }
    return pid;
}

static enum err signer_start(struct cx *cx, struct signer_link *l)
{
    int ends[2], pid;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return FAIL(cx, ERR_UNAVAILABLE, "socketpair: %s", strerror(errno));
    errno = 0;
    pid = l->keeper ? signer_keeper_ask(l->keeper, ends[1]) : signer_fork(l, ends[1]);
    close(ends[1]);
    if (pid <= 0) {
        close(ends[0]);
        return FAIL(cx, ERR_UNAVAILABLE, "the signer does not start: %s",
                    strerror(l->keeper ? -pid : errno));
    }
    l->pid = l->keeper ? 0 : pid; /* whose child it is waits for it */
    l->fd = ends[0];
    return OK;
}

/* Hangs up; a keeper waits for it before it starts another. */
static void signer_leave(struct signer_link *l)
{
    if (l->fd > 0)
        close(l->fd); /* it ends when the wire does */
    if (l->pid > 0)
        (void)waitpid(l->pid, NULL, 0);
    l->fd = 0;
    l->pid = 0;
}

void signer_link_close(struct signer_link *l)
{
    signer_leave(l);
    if (l->keeper > 0)
        close(l->keeper);
    if (l->keeper_pid > 0)
        (void)waitpid(l->keeper_pid, NULL, 0);
    l->keeper = l->keeper_pid = 0;
}

enum err signer_link_open(struct cx *cx, const char *dir, const char *program,
                          struct signer_link *out)
{
    memset(out, 0, sizeof *out);
    if (snprintf(out->key_path, sizeof out->key_path, "%s/%s", dir, LOG_KEY_FILE)
            >= (int)sizeof out->key_path
        || snprintf(out->memory_path, sizeof out->memory_path, "%s/%s", dir, LOG_MEMORY_FILE)
               >= (int)sizeof out->memory_path)
        return FAIL(cx, ERR_TOO_LARGE, "path of the log key");
    if (program
        && !signer_keeper_open(program, out->key_path, out->memory_path, &out->keeper,
                               &out->keeper_pid))
        return FAIL(cx, ERR_UNAVAILABLE, "the signer's keeper does not start: %s",
                    strerror(errno));
    return signer_start(cx, out);
}

/* One packet there and one back; false when the wire is broken. */
static bool exchange(struct cx *cx, struct signer_link *l, struct str request, struct str *answer)
{
    char *room = arena_alloc(cx->arena, 1, SIGNER_PACKET_MAX);
    ssize_t got;

    if (!room || send(l->fd, request.at, request.len, MSG_NOSIGNAL) != (ssize_t)request.len)
        return false;
    do
        got = recv(l->fd, room, SIGNER_PACKET_MAX, 0);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return false;
    *answer = (struct str){ room, (size_t)got };
    return true;
}

enum err signer_link_ask(struct cx *cx, struct signer_link *l, struct str request, struct str *line)
{
    struct str answer;

    if (!exchange(cx, l, request, &answer)) {
        signer_leave(l);
        TRY(signer_start(cx, l));
        if (!exchange(cx, l, request, &answer))
            return FAIL(cx, ERR_UNAVAILABLE, "the signer does not answer");
    }
    if (!str_starts(answer, STR("+")))
        return FAIL(cx, ERR_DENIED, "the signer refuses: %.*s", STR_FMT(str_from(answer, 1)));
    *line = str_from(answer, 1);
    return OK;
}

enum err signer_link_key(struct cx *cx, struct signer_link *l, struct note_verifier *out)
{
    struct str vkey;

    TRY(signer_link_ask(cx, l, STR(SIGNER_WHO), &vkey));
    return verifier_parse(cx, str_trim(vkey), out);
}
