/*
 * add_evidence: files that come after the report: from the reporter with his code, or from an
 * officer at the desk. What was received whole becomes one event; what is still on its way stays
 * where it is.
 */
#pragma once
#include "action/append.h"
#include "action/evidence.h"

struct evidence_adding;
/* *out NULL: no whole file waits. *unfinished as in evidence_gather. */
enum err add_evidence_reporter(struct cx *cx, const struct env *env, struct db *db,
                               const struct reporter_session *who, struct evidence_adding **out,
                               size_t *unfinished) MUST_USE;
/* head: as read_case opened it. */
enum err add_evidence_officer(struct cx *cx, const struct env *env, struct db *db,
                              const struct officer_session *who, const struct case_head *head,
                              struct evidence_adding **out, size_t *unfinished) MUST_USE;
/* On the writer. ERR_CONFLICT: a file went away, or (officers) another event came first. */
enum err add_evidence_write(struct cx *cx, const struct env *env, struct db *tx,
                            struct evidence_adding *adding, int64_t *log_index) MUST_USE;
