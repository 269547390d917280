/*
 * search_cases: words in the titles and reports of the cases this officer's agency
 * may see, opened in memory; nothing is indexed. A page looks at a bounded number of
 * cases; the next goes on with older ones. It never says how many there are.
 */
#pragma once
#include "action/list_cases.h"

#define SEARCH_LOOK_MAX 400  /* cases opened for one page */
#define SEARCH_HITS_MAX 50
#define SEARCH_WORDS_MAX 6
#define SEARCH_QUERY_MAX 200

struct search_page {
    struct list_page hits;  /* with rows, and what to cache; next: where to go on, "" at the end */
    size_t looked;          /* cases this page opened */
};

/* An exact number ("jpr-7k3qx") gives that case alone. query: at most SEARCH_QUERY_MAX bytes;
 * all its words must occur. after: hits.next of the page before, or "". */
enum err search_cases(struct cx *cx, const struct env *env, struct db *db,
                      const struct officer_session *who, struct str query, struct str after,
                      struct search_page *out) MUST_USE;
