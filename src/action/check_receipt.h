/*
 * check_receipt: what a receipt proves against this log's key, its policy, and the log as it
 * stands published now. `posko verify` proves the first two without us; the third is what only
 * a look at the log can tell.
 */
#pragma once
#include "action/read_logbook.h"

enum receipt_verdict {
    RECEIPT_RECORDED, /* in the published log, and unchanged */
    RECEIPT_UNLIKE,   /* a false signature, an entry that is not in the tree, another case */
    RECEIPT_NOT_YET   /* in no published head so far */
};

/* Why there is no verdict: something to mend in what was asked. */
enum receipt_fault { RECEIPT_FINE, RECEIPT_UNREADABLE, RECEIPT_OF_OTHER_LOG };

struct checked_receipt {
    enum receipt_fault fault;
    enum receipt_verdict verdict;
    uint64_t index;
    uint64_t published;    /* size of the published head */
    int64_t next_us;       /* when the next one is due; 0: not known */
    bool signed_here;      /* our log signed this very receipt */
    bool log_differs;      /* and now shows something else: proof against us (RECEIPT_UNLIKE) */
    bool other_case;       /* only the case's number is not that entry's (RECEIPT_UNLIKE) */
    /* Only where RECEIPT_RECORDED: */
    struct log_item item;  /* type.len == 0: it cannot be read further */
    struct hash leaf_hash;
    struct hash root;      /* of the head in the receipt, and its size */
    uint64_t size;
    size_t cosigned;
    bool quorum;
};

/* text: of a tlog-proof@v1 file, as pasted: white space at its ends is forgiven. */
enum err check_receipt_text(struct cx *cx, const struct env *env, struct db *db, struct str text,
                            struct checked_receipt *out) MUST_USE;
/* By its number; the receipt that we would hand out is checked in the same way. number: of the
 * case it is said to be of, "" to leave that open; that comparison is our word, not a proof. */
enum err check_receipt_index(struct cx *cx, const struct env *env, struct db *db, uint64_t index,
                             struct str number, struct checked_receipt *out) MUST_USE;
