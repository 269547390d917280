/*
 * logbook: /catatan: the public log as people read it, and the card of its latest head that
 * /transparansi shows too; /catatan/papan: the sheet for the board.
 */
#pragma once
#include "page/layout.h"

enum signer_look { SIGNER_HERE, SIGNER_WAITING, SIGNER_SILENT };

struct signer_line {
    struct value name;
    enum signer_look look;
    struct msg detail; /* T_NONE: none */
};

struct logbook_head_page {
    bool full;             /* with the log's name and key */
    struct str origin, vkey;
    struct str root;       /* base64 in groups of 4 */
    int64_t size;
    struct when signed_at;
    const struct signer_line *signers;
    size_t signers_len;
    bool enough;           /* the quorum is there */
    struct msg quorum;     /* T_NONE: none is asked for */
    struct msg silent;     /* T_NONE: nobody is */
};

struct logbook_row {
    int64_t index;
    struct msg kind;
    struct value what;     /* its public facts in words; the empty text if none */
    bool has_what;
    struct value by, at;
    struct day due;
};

struct logbook_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    bool there;            /* a head is published */
    struct logbook_head_page head;
    int64_t before;        /* 0: the newest page */
    const struct logbook_row *rows;
    size_t rows_len;
    struct link older, newest;
};

struct board_page {
    struct public_top_page top;
    struct public_bottom_page bottom;
    bool there;
    struct str origin, vkey, root;
    int64_t size;
    struct when signed_at;
    struct day today;
    struct link qr;        /* PNG of the log line */
    struct str says;       /* where to compare; "" if this post has no address */
    bool counted;
    int64_t reports, missed;
    const struct str *agencies; /* who may sign by hand */
    size_t agencies_len;
};
