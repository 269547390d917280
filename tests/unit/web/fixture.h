/*
 * fixture: a server over a fresh database with routes of the tests' own, and a
 * client that sends raw bytes, so that what is sent is exactly what is written.
 */
#pragma once
#include <stdatomic.h>
#include "web/server.h"

struct fixture {
    struct arena *arena;
    struct cx cx;
    struct env env;
    struct server *server;
    int port;
    char dir[64], db_path[96], log_path[96];
    int log_fd;
    struct server_config config;
};

/* What the stages of the tests' routes obey and report. */
struct probe {
    atomic_int slow_ms;       /* POST /slow: how long check works */
    atomic_int write_ms;      /* POST /note: how long each write works */
    atomic_bool commit_fails; /* the next commits fail */
    atomic_int renders;       /* of GET /public */
    atomic_int checks, writes, replies;
    atomic_int failed_again;  /* wrong passwords that were counted */
};
extern struct probe probe;

/* change (may be NULL) alters the defaults before the start. */
void fixture_start(struct fixture *f, void (*change)(struct server_config *config));
void fixture_stop(struct fixture *f);
/* 1 if a note with this text is stored. */
int fixture_has(struct fixture *f, const char *text);
/* All of the access log so far, NUL-terminated, in a static buffer. */
const char *fixture_log(struct fixture *f);

struct answer {
    int status;  /* 0: none came */
    bool closed; /* the server ended the connection */
    char text[200000];
    size_t len;
    char *body; /* in text */
    size_t body_len;
};

int client_connect(const struct fixture *f);
void client_send(int fd, const void *at, size_t len);
/* Reads one answer; head: of a HEAD request. timeout_ms bounds the wait. */
void client_read(int fd, struct answer *out, int timeout_ms, bool head);
/* Connects, sends, reads one answer, closes. */
void ask(const struct fixture *f, const char *request, struct answer *out);
void ask_bytes(const struct fixture *f, const void *request, size_t len, struct answer *out);
/* The value of a header of the answer, or NULL; in a static buffer. */
const char *answer_header(const struct answer *a, const char *name);
/* A POST of a form to path with these cookies ("" for none). */
void post_form(const struct fixture *f, const char *path, const char *cookies, const char *form,
               struct answer *out);
/* The token on GET path with these cookies, percent-encoded for a form; in a static buffer. */
const char *token_from(const struct fixture *f, const char *path, const char *cookies);
