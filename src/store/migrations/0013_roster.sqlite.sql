-- The roster: who keeps watch for an agency and when. Days are days since 1970-01-01 in the
-- post's zone; a shift's slot and hours follow from its month's pattern (domain/roster.h).

CREATE TABLE roster_month (
    agency_id    BLOB NOT NULL REFERENCES agency (agency_id),
    first_day    INTEGER NOT NULL,
    post_id      BLOB NOT NULL,
    pattern      TEXT NOT NULL,    -- "24h" "12h" "8h" "office"
    minimum      INTEGER NOT NULL, -- officers on each shift
    rest_hours   INTEGER NOT NULL,
    squads       INTEGER NOT NULL,
    basis        TEXT NOT NULL,    -- the duty order's number; "" none
    made_by      BLOB,             -- NULL: at the terminal
    made_us      INTEGER NOT NULL,
    published_us INTEGER,          -- NULL: a draft, which only its agency's head sees
    PRIMARY KEY (agency_id, first_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_month_day ON roster_month (post_id, first_day);

CREATE TABLE roster_turn (
    agency_id  BLOB NOT NULL REFERENCES agency (agency_id),
    day        INTEGER NOT NULL, -- on which the shift begins
    slot       INTEGER NOT NULL CHECK (slot BETWEEN 0 AND 2),
    officer_id BLOB NOT NULL REFERENCES officer (officer_id),
    post_id    BLOB NOT NULL,
    why        INTEGER NOT NULL, -- enum roster_why
    changed_us INTEGER NOT NULL,
    PRIMARY KEY (agency_id, day, slot, officer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_turn_day ON roster_turn (post_id, day);

-- What was changed in a published month; only added to. The reason is a code: what keeps
-- somebody from his watch may be his health, and is not the post's to write down.
CREATE TABLE roster_change (
    change_id BLOB NOT NULL PRIMARY KEY CHECK (length(change_id) = 16),
    post_id   BLOB NOT NULL,
    agency_id BLOB NOT NULL,
    day       INTEGER NOT NULL,
    slot      INTEGER NOT NULL,
    was       BLOB, -- officers; NULL: nobody
    is_now    BLOB,
    reason    TEXT NOT NULL,
    by        BLOB, -- NULL: at the terminal
    at_us     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_change_day ON roster_change (post_id, day);

CREATE TABLE roster_leave (
    officer_id BLOB NOT NULL REFERENCES officer (officer_id),
    from_day   INTEGER NOT NULL,
    until_day  INTEGER NOT NULL CHECK (until_day >= from_day),
    post_id    BLOB NOT NULL,
    by         BLOB,
    at_us      INTEGER NOT NULL,
    PRIMARY KEY (officer_id, from_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_leave_day ON roster_leave (post_id, until_day);

-- The secret of a calendar's address is kept as its hash alone.
CREATE TABLE roster_feed (
    officer_id  BLOB NOT NULL PRIMARY KEY REFERENCES officer (officer_id),
    post_id     BLOB NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    made_us     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
