/*
 * signer_keeper: a small process made before `serve` gives up the right to start programs.
 * It starts the signer, and starts it again when asked; it knows nothing else, and ends
 * with the server. Asked over a SOCK_SEQPACKET descriptor: one byte with the signer's end of
 * the wire attached; the answer is the signer's process id, or minus an errno.
 */
#pragma once
#include "base/err.h"
#include <stdbool.h>

/* program: run as `PROGRAM signer KEY MEMORY`. Where there are no threads yet. *pid is the
 * caller's to wait for, once *fd is closed. False with errno. */
bool signer_keeper_open(const char *program, const char *key_path, const char *memory_path,
                        int *fd, int *pid);
/* Has it start a signer that speaks over `wire`, once the one before has ended. A process id;
 * minus an errno when there is none. */
int signer_keeper_ask(int fd, int wire);
