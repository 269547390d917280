/*
 * session_work: what session.c, sign_in.c and account.c share. Nobody else includes this.
 */
#pragma once
#include "action/session.h"
#include "store/officer.h"
#include "store/session.h"

/* The row and the opened blob of a live session of that kind; ERR_DENIED for none. */
enum err session_read(struct cx *cx, const struct env *env, struct db *db, struct str text,
                      enum session_kind kind, int64_t idle_us, struct session_row *row,
                      struct bytes *blob) MUST_USE;
/* A fresh token, its text for the cookie, and the blob under it. */
enum err session_make(struct cx *cx, struct bytes plain, struct str *text, struct session_id *id,
                      struct bytes *blob) MUST_USE;

/* From the password's key to all that was sealed to the officer (officer_secrets.c). */
enum err officer_secrets_open(struct cx *cx, struct db *db, const struct officer_row *officer,
                              const struct secret32 *kek, struct officer_secrets *out) MUST_USE;
