/*
 * access_record: writing down a privileged read before it is answered, and showing who read.
 *
 *   access_prepare  (check stage) after the case was opened, before anything is shown: seals
 *                   the reason, signs the entry with the reader's agency key
 *   access_write    (write stage, inside the transaction) appends the entry to the private log
 *
 * A handler that shows what is sealed has a check, a write and a reply; what it could not
 * write down it does not show. Where out->due is false the reading was written down minutes
 * ago (domain/access.h) and may be answered at once.
 */
#pragma once
#include "action/access_log.h"
#include "action/append.h"

struct access {
    enum access_kind kind;
    const struct case_head *of; /* as read_case opened it; NULL for kinds of no case */
    struct str text;            /* the reason, the words searched for, the file's name; "" */
};

struct access_entry {
    bool due; /* false: nothing is to be written */
    struct access_row row;
    struct str leaf;
};

/* ERR_INVALID where the kind wants a reason and there is none, or the text is too long. */
enum err access_prepare(struct cx *cx, const struct env *env, struct db *db,
                        const struct officer_session *who, const struct access *what,
                        struct access_entry *out) MUST_USE;
/* On the writer; nothing is done where nothing is due. */
enum err access_write(struct cx *cx, const struct env *env, struct db *tx,
                      struct access_entry *entry) MUST_USE;

/* ---- who read ---- */

#define ACCESS_SHOWN 50 /* at once */

/* Without its place in the log: the gaps would tell of readings on cases that the asker's
 * agency must not know of. */
struct access_line {
    enum access_kind kind;
    enum agency_code agency;
    struct str officer; /* his name; "" if he is not on the list any more */
    bool own;           /* it is the one who asks */
    int64_t at_us;
    struct str text;
    bool unreadable; /* there is a text, but it does not open: it was altered, or is of an
                      * agency's earlier key */
};

struct access_page {
    struct access_line *lines; /* newest first */
    size_t len;
    size_t next; /* `skip` of the next page; 0: this was the last */
};

/* Of a case that read_case opened. skip: so many of the newest are left out. */
enum err access_of_case(struct cx *cx, const struct env *env, struct db *db,
                        const struct officer_session *who, const struct case_head *head,
                        size_t skip, struct access_page *out) MUST_USE;
/* Searches: those of the asker's own agency. Which words another agency looked for could tell
 * of a case that this one must not know of. */
enum err access_of_agency(struct cx *cx, const struct env *env, struct db *db,
                          const struct officer_session *who, size_t skip,
                          struct access_page *out) MUST_USE;
