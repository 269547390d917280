/*
 * attested_watch: what the log says of the attested numbers, one leaf at a time: which table is
 * the newest, and what each agency last said of one. The same code follows it for the pages, the
 * API, the export and `posko audit`. What a table tells is attested.h's.
 */
#pragma once
#include "base/json.h"
#include "domain/attested.h"
#include "domain/codes.h"

enum attested_says { ATTESTED_SILENT, ATTESTED_CONFIRMED, ATTESTED_DISPUTED };
const char *attested_says_name(enum attested_says says); /* "confirmed", "disputed"; "" */

struct attested_answer {
    enum attested_says says;
    struct day day; /* of the table it is about */
};

struct attested_state {
    bool there; /* a table is in the log */
    struct day day;
    uint8_t sha256[ATTESTED_HASH];
    struct attested_answer answers[AGENCY_COUNT]; /* the newest of each */
};

/* A leaf about attested numbers, as codes. */
struct attested_leaf {
    enum attested_says says;  /* ATTESTED_SILENT: it is the leaf of a table */
    struct day day;
    uint8_t sha256[ATTESTED_HASH];
    enum agency_code agency;  /* who is said to say so; AGENCY_NONE for a table */
    enum agency_code by;      /* whose leaf it is; AGENCY_NONE: the post's server */
    uint64_t reports;         /* how many the log has before it */
};

/* A leaf's parts that say so, as they stand in it. */
struct attested_facts {
    struct str type, by, day, sha256, agency;
    size_t count; /* of all its facts */
};
/* False for a leaf of another kind; *fine is false where it is of this kind, but cannot be read. */
bool attested_leaf_read(const struct attested_facts *facts, struct attested_leaf *out,
                        bool *fine) MUST_USE;

enum attested_leaf_fault {
    ATTESTED_LEAF_FINE,
    ATTESTED_LEAF_BY,      /* not by whoever may say it */
    ATTESTED_LEAF_DAY,     /* a table of a day that had one, or of an earlier one */
    ATTESTED_LEAF_UNKNOWN, /* an answer about a day without a table */
    ATTESTED_LEAF_OTHER    /* an answer about another table than that day's */
};

struct attested_day {
    struct day day;
    uint8_t sha256[ATTESTED_HASH];
    uint64_t reports; /* as of its leaf */
};

struct attested_watch {
    struct arena *arena;
    struct attested_state now;
    struct attested_day *days; /* of all tables, the oldest first */
    size_t len, room;
};

void attested_watch_open(struct arena *arena, struct attested_watch *out);
/* A leaf with a fault counts for nothing. ERR_TOO_LARGE past the arena's cap. */
enum err attested_watch_leaf(struct cx *cx, struct attested_watch *w,
                             const struct attested_leaf *leaf,
                             enum attested_leaf_fault *fault) MUST_USE;

/* What is shown: the state, and the newest table where its text is there and is the logged one. */
struct attested_news {
    struct attested_state state;
    bool has_table;
    struct attested_table table;
};

/* As one JSON value: null before the first table; else {"day":..,"sha256":..,"cases":..,
 * "not_broken_down":..,"place":{..},"channel":{..},"mode":{..},"answers":{"kpu":{"says":..,
 * "day":..}}}. all_cases: those that the log's leaves make. */
void attested_json(struct json_out *o, const struct attested_news *news, uint64_t all_cases);
/* Lines as of statistics_csv: size, the table's day, "attested_place", code, count. */
void attested_csv(struct buf *out, const struct attested_news *news, uint64_t size);
