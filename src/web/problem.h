/*
 * problem: error answers: a page for people, RFC 9457 for programs.
 *
 * What is forbidden and what does not exist read alike, so that nobody learns
 * from the answer which of the two it was.
 */
#pragma once
#include "web/request.h"

struct problem {
    int status;
    const char *code;   /* "not_found": machine-readable, stable */
};

struct problem problem_of(enum err err);

/* Answers rq with the page or the problem document of its route's kind. detail (may be "")
 * is only for programs. Never fails: at worst the body is empty. */
void problem_reply(struct request *rq, int status, struct str code, struct str detail);
