/*
 * list_cases: the desk's lists, as an officer reads them: rows with their titles
 * opened, in the order of what is due. What his agency has no grant for is not there.
 */
#pragma once
#include "action/session.h"
#include "store/desk.h"
#include "vault/grant.h"

#define LIST_PAGE 50

struct list_ask {
    enum desk_tab tab;
    enum reported_category category; /* CATEGORY_NONE: any */
    struct str kecamatan;            /* "": any */
    struct str after;                /* list_key_text of the row before; "": from the top */
};

struct list_row {
    struct desk_row row;
    struct str title;          /* "" where it does not open */
    struct str owner, initials; /* "" nobody */
    bool mine;
};

/* A grant opened for the first time: kept for next time under the agency's own key. */
struct list_cache {
    struct case_id id;
    uint64_t serial, key_serial;
    struct bytes cached;
};

struct list_page {
    struct list_row *rows;
    size_t rows_len;
    struct str next;           /* for list_ask.after; "" at the end */
    struct list_cache *cache;  /* for list_cache_keep */
    size_t cache_len;
};

struct list_counts {
    int64_t tab[DESK_TAB_COUNT]; /* stops at DESK_COUNT_MAX */
};

enum err list_cases(struct cx *cx, const struct env *env, struct db *db,
                    const struct officer_session *who, const struct list_ask *ask,
                    struct list_page *out) MUST_USE;
enum err list_counts(struct cx *cx, const struct env *env, struct db *db,
                     const struct officer_session *who, struct list_counts *out) MUST_USE;
/* On the writer: one of page->cache is kept. */
enum err list_cache_keep(struct cx *cx, struct db *tx, struct agency_id agency,
                         const struct list_cache *cached) MUST_USE;

/* A row read elsewhere (search) with its title and owner. secret (may be NULL) gets the
 * case's secret. A title that does not open is "", not a failure. */
enum err list_row_open(struct cx *cx, const struct env *env, struct db *db,
                       const struct officer_session *who, const struct desk_row *row,
                       struct list_page *cache, struct list_row *out,
                       struct secret32 *secret) MUST_USE;
/* An officer's name and initials; "" for an unknown id. */
enum err officer_called(struct cx *cx, const struct env *env, struct db *db, struct officer_id id,
                        struct str *name, struct str *initials) MUST_USE;

/* Where a page ended, as an address carries it. Reading anything else gives the top. */
struct str list_key_text(struct arena *arena, const struct desk_key *key);
struct desk_key list_key_read(struct str text);

/* The number of a case that this officer's agency may know of; else ERR_DENIED. */
enum err case_number_for(struct cx *cx, struct db *db, const struct officer_session *who,
                         struct case_id id, struct str *out) MUST_USE;
