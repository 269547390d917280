-- The spine: a post, its agencies and officers, cases as events, the log.
--
-- Every row belongs to a post. Ids are 16 random bytes, times are microseconds
-- UTC, days are days since 1970-01-01 in the post's zone. Codes are text in what is
-- kept for ever, and the numbers of src/domain in what can be made again.
-- What a person wrote is sealed before it comes here.
--
-- case_key and agency_key count up and never leave the store. Rows that grow in
-- their order lie together: filing among a hundred thousand cases then touches a few
-- pages at the end of each table instead of one at random in each. They belong to
-- the post of their case.

CREATE TABLE post (
    post_id  BLOB NOT NULL PRIMARY KEY CHECK (length(post_id) = 16),
    code     TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    added_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    post_id BLOB NOT NULL REFERENCES post (post_id),
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (post_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE agency (
    agency_key INTEGER PRIMARY KEY,
    agency_id  BLOB NOT NULL UNIQUE CHECK (length(agency_id) = 16),
    post_id    BLOB NOT NULL REFERENCES post (post_id),
    code       TEXT NOT NULL, -- "bawaslu"
    name       TEXT NOT NULL,
    box_pk     BLOB NOT NULL CHECK (length(box_pk) = 32),
    sign_pk    BLOB NOT NULL CHECK (length(sign_pk) = 32),
    added_us   INTEGER NOT NULL,
    UNIQUE (post_id, code)
) STRICT;

CREATE TABLE officer (
    officer_id      BLOB NOT NULL PRIMARY KEY CHECK (length(officer_id) = 16),
    post_id         BLOB NOT NULL REFERENCES post (post_id),
    agency_id       BLOB NOT NULL REFERENCES agency (agency_id),
    login           TEXT NOT NULL,
    name            TEXT NOT NULL,
    role            INTEGER NOT NULL,
    box_pk          BLOB NOT NULL CHECK (length(box_pk) = 32),
    key_file        BLOB NOT NULL, -- his secret key under his password's key
    password        BLOB NOT NULL, -- parameters, salt, hash
    must_change     INTEGER NOT NULL,
    totp            BLOB,          -- sealed under the server's key; NULL: not set up yet
    totp_step       INTEGER NOT NULL DEFAULT 0,
    tries           INTEGER NOT NULL DEFAULT 0,
    locked_until_us INTEGER NOT NULL DEFAULT 0,
    signed_in_us    INTEGER NOT NULL DEFAULT 0,
    added_us        INTEGER NOT NULL,
    disabled_us     INTEGER,
    UNIQUE (post_id, login)
) STRICT, WITHOUT ROWID;

-- The agency's master secret, sealed to an officer.
CREATE TABLE agency_grant (
    agency_id  BLOB NOT NULL REFERENCES agency (agency_id),
    officer_id BLOB NOT NULL REFERENCES officer (officer_id),
    serial     INTEGER NOT NULL,
    post_id    BLOB NOT NULL,
    sealed     BLOB NOT NULL,
    given_us   INTEGER NOT NULL,
    PRIMARY KEY (agency_id, officer_id, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    session_id BLOB NOT NULL PRIMARY KEY CHECK (length(session_id) = 32),
    post_id    BLOB NOT NULL,
    kind       INTEGER NOT NULL,
    officer_id BLOB, -- NULL: a reporter's; whose, only the cookie can tell
    blob       BLOB NOT NULL,
    started_us INTEGER NOT NULL,
    seen_us    INTEGER NOT NULL,
    expires_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_expiry ON session (expires_us);
CREATE INDEX session_by_officer ON session (officer_id);

CREATE TABLE draft (
    draft_id   BLOB NOT NULL PRIMARY KEY CHECK (length(draft_id) = 32),
    post_id    BLOB NOT NULL,
    blob       BLOB NOT NULL,
    updated_us INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_by_age ON draft (updated_us);

CREATE TABLE idempotency (
    key_hash BLOB NOT NULL CHECK (length(key_hash) = 32),
    post_id  BLOB NOT NULL,
    case_id  BLOB NOT NULL,
    answer   BLOB NOT NULL, -- sealed to what only the sender knows
    made_us  INTEGER NOT NULL,
    PRIMARY KEY (post_id, key_hash)
) STRICT;
CREATE INDEX idempotency_by_age ON idempotency (made_us);

-- The public log, in the clear: it carries no content.
CREATE TABLE log_entry (
    post_id   BLOB NOT NULL,
    log_index INTEGER NOT NULL CHECK (log_index >= 0),
    leaf      BLOB NOT NULL,
    leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
    UNIQUE (post_id, log_index)
) STRICT;

-- Never changed once written. The id is also the case's tag in the log.
CREATE TABLE case_file (
    case_key       INTEGER PRIMARY KEY,
    case_id        BLOB NOT NULL UNIQUE CHECK (length(case_id) = 16),
    post_id        BLOB NOT NULL REFERENCES post (post_id),
    number         TEXT NOT NULL,
    lookup         BLOB NOT NULL UNIQUE CHECK (length(lookup) = 32),
    box_pk         BLOB NOT NULL CHECK (length(box_pk) = 32),
    reporter_pk    BLOB NOT NULL CHECK (length(reporter_pk) = 32),
    reporter_grant BLOB NOT NULL,
    received_us    INTEGER NOT NULL,
    received_on    INTEGER NOT NULL,
    UNIQUE (number, post_id)
) STRICT;

-- An agency without a row here sees no trace of the case. Every query of the desk
-- goes through this table or through case_desk, which has a row only where this has.
CREATE TABLE case_grant (
    case_key   INTEGER NOT NULL REFERENCES case_file (case_key),
    agency_key INTEGER NOT NULL REFERENCES agency (agency_key),
    serial     INTEGER NOT NULL,
    sealed     BLOB NOT NULL,
    cached     BLOB, -- the same under the agency's symmetric key, once it was opened
    PRIMARY KEY (case_key, agency_key)
) STRICT, WITHOUT ROWID;

-- The truth. Two who write the same seq: the second is refused.
CREATE TABLE case_event (
    case_key  INTEGER NOT NULL REFERENCES case_file (case_key),
    seq       INTEGER NOT NULL CHECK (seq >= 0),
    kind      TEXT NOT NULL,
    at_us     INTEGER NOT NULL,
    actor     INTEGER NOT NULL,
    agency    TEXT, -- its code; NULL where no agency acted
    officer   BLOB,
    facts     TEXT NOT NULL, -- canonical JSON: codes, days, numbers; no free text
    object    BLOB,          -- sealed payload
    nonce     BLOB NOT NULL CHECK (length(nonce) = 32),
    log_index INTEGER NOT NULL,
    PRIMARY KEY (case_key, seq)
) STRICT;

-- Who reported, where a person gave a name: apart from the case's content. mode as
-- enum report_mode: "named" is sealed to the case's key, "confidential" under a key of
-- its own that only three agencies together can rebuild from case_share.
CREATE TABLE case_identity (
    case_id BLOB NOT NULL PRIMARY KEY REFERENCES case_file (case_id),
    post_id BLOB NOT NULL,
    mode    INTEGER NOT NULL,
    sealed  BLOB NOT NULL
) STRICT;

CREATE TABLE case_share (
    case_id    BLOB NOT NULL REFERENCES case_file (case_id),
    number     INTEGER NOT NULL CHECK (number BETWEEN 1 AND 5),
    post_id    BLOB NOT NULL,
    agency_id  BLOB NOT NULL REFERENCES agency (agency_id),
    sealed     BLOB NOT NULL,
    commitment BLOB NOT NULL CHECK (length(commitment) = 32),
    PRIMARY KEY (case_id, number)
) STRICT;

-- From here on: projections, which can be made again from case_event.

CREATE TABLE case_state (
    case_key       INTEGER PRIMARY KEY REFERENCES case_file (case_key),
    case_id        BLOB NOT NULL, -- id and number as in case_file: lists need no other table
    number         TEXT NOT NULL,
    events         INTEGER NOT NULL,
    stage          INTEGER NOT NULL,
    category       INTEGER NOT NULL,
    channel        INTEGER NOT NULL,
    mode           INTEGER NOT NULL,
    intake         INTEGER NOT NULL,
    urgency        INTEGER NOT NULL,
    timeliness     INTEGER NOT NULL,
    result         INTEGER NOT NULL,
    waiting        INTEGER NOT NULL,
    missing        INTEGER NOT NULL,
    excluded       INTEGER NOT NULL,
    flags          INTEGER NOT NULL,
    kecamatan      TEXT NOT NULL,
    received_us    INTEGER NOT NULL,
    last_us        INTEGER NOT NULL,
    read_us        INTEGER NOT NULL,
    owner          BLOB, -- NULL: nobody has taken it
    unread         INTEGER NOT NULL,
    unseen         INTEGER NOT NULL,
    withdrawn      INTEGER NOT NULL,
    pressured      INTEGER NOT NULL,
    threatened     INTEGER NOT NULL,
    merged         INTEGER NOT NULL,
    merged_into    BLOB,
    next_clock     INTEGER, -- the clock that lists show; NULL: none
    next_authority INTEGER,
    next_due_us    INTEGER,
    next_due_on    INTEGER,
    title          BLOB     -- a small sealed object for lists
) STRICT;

CREATE TABLE case_clock (
    case_key      INTEGER NOT NULL,
    place         INTEGER NOT NULL, -- its position in struct case_state
    name          INTEGER NOT NULL,
    authority     INTEGER NOT NULL,
    state         INTEGER NOT NULL,
    running       INTEGER NOT NULL, -- 1 where the state says so
    starts_us     INTEGER NOT NULL,
    due_us        INTEGER NOT NULL,
    ended_us      INTEGER NOT NULL,
    paused_us     INTEGER NOT NULL,
    due_on        INTEGER NOT NULL,
    strict_due_on INTEGER NOT NULL,
    late          INTEGER NOT NULL,
    PRIMARY KEY (case_key, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_clock_due ON case_clock (due_us) WHERE running = 1;

CREATE TABLE case_referral (
    case_key    INTEGER NOT NULL,
    place       INTEGER NOT NULL,
    authority   INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    sent_us     INTEGER NOT NULL,
    received_us INTEGER NOT NULL,
    answered_us INTEGER NOT NULL,
    received_on INTEGER NOT NULL,
    answered_on INTEGER NOT NULL,
    due_on      INTEGER NOT NULL,
    result      INTEGER NOT NULL,
    PRIMARY KEY (case_key, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_task (
    case_key  INTEGER NOT NULL,
    place     INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    event_seq INTEGER NOT NULL,
    done      INTEGER NOT NULL,
    added_us  INTEGER NOT NULL,
    done_us   INTEGER NOT NULL,
    officer   BLOB NOT NULL,
    PRIMARY KEY (case_key, place)
) STRICT, WITHOUT ROWID;

-- What each agency's inbox is read from: one row for each grant. Each index is a tab, in the
-- order shown, so that a page costs the same among a hundred cases and a hundred thousand;
-- the two filters lie in all of them, so that skipping what they refuse reads no other table.
CREATE TABLE case_desk (
    case_key   INTEGER NOT NULL,
    agency_key INTEGER NOT NULL,
    open       INTEGER NOT NULL,
    sort_us    INTEGER NOT NULL,
    owner      BLOB,             -- NULL: nobody
    asked      INTEGER NOT NULL, -- 1: the reporter is to answer
    referred   INTEGER NOT NULL, -- 1: in that stage
    category   INTEGER NOT NULL,
    kecamatan  TEXT NOT NULL,
    PRIMARY KEY (case_key, agency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_desk_all
    ON case_desk (agency_key, open, sort_us, case_key, category, kecamatan);
CREATE INDEX case_desk_owner
    ON case_desk (agency_key, open, owner, sort_us, case_key, category, kecamatan);
CREATE INDEX case_desk_asked
    ON case_desk (agency_key, open, asked, sort_us, case_key, category, kecamatan)
    WHERE asked = 1;
CREATE INDEX case_desk_referred
    ON case_desk (agency_key, open, referred, sort_us, case_key, category, kecamatan)
    WHERE referred = 1;
