/*
 * file_report: a report becomes a case. The rules say what it is, who may
 * decide and by when; content is sealed to every agency but the reported
 * person's own; the first event and its leaf are written in one transaction.
 */
#pragma once
#include "action/env.h"
#include "domain/event.h"
#include "domain/report.h"
#include "store/db.h"
#include "vault/code.h"

struct filing; /* prepared: sealed and signed, nothing written yet */

struct filed {
    struct str code;   /* "XXXXX-XXXXX-XXXXX-XXXXX": shown once */
    struct str number; /* "JPR-7K3QX" */
    struct case_id id;
    int64_t log_index;
    int64_t received_us;
    enum intake_kind intake;
    unsigned missing;
    enum timeliness timeliness;
    struct event_clock clocks[EVENT_CLOCKS_MAX];
    size_t clocks_len;
};

/* once: what makes sending twice harmless: the draft's token, or the API's
 * Idempotency-Key, a line feed, and the body; "" for none. The same first line with
 * another rest is ERR_CONFLICT in file_report_again and file_report_write. by: the officer who
 * writes it down, or NULL. The form must have passed report_check. Seals; no database. */
struct officer_session;
enum err file_report_check(struct cx *cx, const struct env *env, const struct report_form *form,
                           struct str once, const struct officer_session *by,
                           struct filing **out) MUST_USE;
/* The same with files: whole uploads that the report takes over (action/evidence.h), or NULL. */
struct evidence_new;
enum err file_report_with(struct cx *cx, const struct env *env, const struct report_form *form,
                          struct str once, const struct officer_session *by,
                          const struct evidence_new *files, struct filing **out) MUST_USE;
/* On the writer. Inserts the case, or finds that `once` has been here and gives what it
 * gave then. ERR_CONFLICT too if one of the files was removed meanwhile. After the commit *out
 * may be shown. */
enum err file_report_write(struct cx *cx, const struct env *env, struct db *tx,
                           struct filing *filing, struct filed *out) MUST_USE;
/* What an earlier filing under `once` gave, within 15 minutes; ERR_NOT_FOUND later. */
enum err file_report_again(struct cx *cx, const struct env *env, struct db *db, struct str once,
                           struct filed *out) MUST_USE;

/* What the rules say of a report filed at that instant at this post. */
struct triage_findings;
enum err report_triage(struct cx *cx, const struct env *env, const struct report_form *form,
                       int64_t filed_at_us, struct triage_findings *out) MUST_USE;
