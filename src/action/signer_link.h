/*
 * signer_link: the writer's end of the wire to the signer process: starts it, asks it,
 * starts it once more when it has died.
 */
#pragma once
#include "signer/signer.h"

struct signer_link {
    int fd;
    int pid;                /* of the forked child; 0 with a keeper */
    int keeper, keeper_pid; /* signer_keeper.h; 0: none */
    char key_path[4096], memory_path[4096];
};

/* Has a keeper run `PROGRAM signer KEY MEMORY` with the wire on descriptor 3: call it before
 * there are threads. program NULL: the same as a forked child of this process, for tests
 * and commands that have no threads at all. */
enum err signer_link_open(struct cx *cx, const char *dir, const char *program,
                          struct signer_link *out) MUST_USE;
/* The public half of the log's key, from an empty request's answer. */
enum err signer_link_key(struct cx *cx, struct signer_link *link,
                         struct note_verifier *out) MUST_USE;
/* *line: the signature line. ERR_DENIED when the signer refuses; ERR_UNAVAILABLE when it
 * cannot be reached. */
enum err signer_link_ask(struct cx *cx, struct signer_link *link, struct str request,
                         struct str *line) MUST_USE;
void signer_link_close(struct signer_link *link);
