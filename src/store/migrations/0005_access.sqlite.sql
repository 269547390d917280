-- Who read what: privileged reads. Each row has its leaf in log_entry, in a log of its own
-- whose id is made from the post's (action/access_log.h).

-- Never changed once written. object: the reason, or the words searched for, sealed to the
-- case, or without a case to the reader's agency; NULL where there is none.
CREATE TABLE access_record (
    post_id   BLOB NOT NULL REFERENCES post (post_id),
    log_index INTEGER NOT NULL CHECK (log_index >= 0), -- in the private log
    kind      TEXT NOT NULL,                           -- "case.opened": domain/access.c
    case_key  INTEGER REFERENCES case_file (case_key), -- NULL: of no case
    agency    TEXT NOT NULL,                           -- its code
    officer   BLOB NOT NULL CHECK (length(officer) = 16),
    at_us     INTEGER NOT NULL,
    object    BLOB,
    nonce     BLOB NOT NULL CHECK (length(nonce) = 32),
    PRIMARY KEY (post_id, log_index)
) STRICT;
CREATE INDEX access_of_case ON access_record (case_key, log_index) WHERE case_key IS NOT NULL;
-- What one officer last did: whether opening a case again is the same reading.
CREATE INDEX access_of_officer ON access_record (officer, case_key, log_index);
-- Searches, as his agency sees them.
CREATE INDEX access_of_none ON access_record (post_id, agency, log_index) WHERE case_key IS NULL;
