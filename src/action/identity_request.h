/*
 * identity_request: a request to open a confidential name, what agencies gave for it, and the
 * opening itself; read from the case's own events and from the rows that its report committed to.
 * Inside open_identity only.
 */
#pragma once
#include "action/agencies.h"
#include "action/custody_deed.h"
#include "store/identity.h"
#include "vault/share.h"

struct given {
    enum agency_code agency;
    uint8_t number;
    uint8_t sealed[SHARE_SEALED_LEN];
    bool malformed;
    int64_t log_index;
};

struct request_seen {
    enum agency_code asker;
    uint64_t key_serial;
    struct box_pk key;
    int64_t log_index;
    struct given at[AGENCY_COUNT];
    size_t len;
};

struct sealed_name {
    struct identity_row identity;
    struct share_list shares;
    bool altered; /* not what the report committed to */
};

/* The key that it names; ERR_CORRUPT for a payload that names none. */
enum err identity_request_read(struct cx *cx, const struct read_event *re,
                               struct request_seen *out) MUST_USE;
/* Of the request at event `from`: what counts of what followed, until it ended. */
enum err identity_request_collect(struct cx *cx, const struct read_case *rc, size_t from,
                                  struct request_seen *out) MUST_USE;
void identity_given_forget(struct request_seen *r, enum agency_code agency);

enum err identity_sealed_name_read(struct cx *cx, struct db *db, const struct read_case *rc,
                                   struct sealed_name *out) MUST_USE;
/* NULL: the agency was dealt none. */
const struct share_row *identity_share_of(const struct share_list *shares, struct agency_id agency);

/* The name from three true shares or more. *bad CUSTODY_ALTERED where they do not open it;
 * *false_by the first agency whose share is not the one that was dealt, and then no name. */
enum err identity_name_open(struct cx *cx, const struct env *env, struct db *db,
                            const struct officer_session *who, const struct read_case *rc,
                            const struct request_seen *r, struct str *out,
                            enum agency_code *false_by, enum custody_bad *bad) MUST_USE;
