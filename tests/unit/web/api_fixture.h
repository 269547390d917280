/*
 * api_fixture: a real post in a temporary directory, with its five agencies and
 * a server that has the rows of the JSON API, and a client for it.
 */
#pragma once
#include <jansson.h>
#include "action/env.h"
#include "web/server.h"

struct api_fixture {
    struct arena *arena;
    struct cx cx;
    struct env *env;
    struct server *server;
    int port;
    char dir[64], db_path[96];
    json_t *description; /* src/web/openapi.json */
};

/* filings: how many reports may be filed at once; 0: no limits at all. */
void api_start(struct api_fixture *f, unsigned filings);
void api_stop(struct api_fixture *f);

struct api_answer {
    int status;
    char text[1 << 20]; /* head and body, NUL-terminated */
    const char *body;
    json_t *json;       /* borrowed by the answer; NULL if the body is none */
};

/* heads: further header lines, each ending in CRLF, or "". body NULL: none. Asserts that an
 * answer came, and that it is what openapi.json says of that path, method and status. */
void api_ask(struct api_fixture *f, const char *method, const char *path, const char *heads,
             const char *body, struct api_answer *out);
/* Without holding it against the description. */
void api_ask_raw(struct api_fixture *f, const char *method, const char *path, const char *heads,
                 const char *body, struct api_answer *out);
void api_answer_drop(struct api_answer *a);
/* "Authorization: Receipt CODE\r\n"; in a static buffer. */
const char *api_receipt(const char *code);
/* A member deep inside: "errors.0.field"; NULL if there is none. */
const json_t *api_get(const struct api_answer *a, const char *path);
const char *api_text_at(const struct api_answer *a, const char *path); /* "" if none */
