-- Events of the whole log, which heads reached the quorum, and the witnesses' last word.

-- What a log-wide leaf says, and the nonce that opens its commitment. The newest row of a
-- kind and name is what stands in the log of it.
CREATE TABLE log_event (
    post_id   BLOB NOT NULL,
    log_index INTEGER NOT NULL CHECK (log_index >= 0),
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,
    value     TEXT NOT NULL,
    nonce     BLOB NOT NULL CHECK (length(nonce) = 32),
    at_us     INTEGER NOT NULL,
    PRIMARY KEY (post_id, log_index)
) STRICT;
CREATE INDEX log_event_named ON log_event (post_id, kind, name, log_index);

-- When enough witnesses had cosigned the head, by the policy of that day.
ALTER TABLE log_head ADD COLUMN quorum_us INTEGER;
CREATE INDEX log_head_quorum ON log_head (post_id, size) WHERE quorum_us IS NOT NULL;

-- One row a witness: the largest head it cosigned, and when it was last heard.
CREATE TABLE log_witness (
    post_id BLOB NOT NULL,
    witness TEXT NOT NULL,
    size    INTEGER NOT NULL,
    at_us   INTEGER NOT NULL,
    PRIMARY KEY (post_id, witness)
) STRICT, WITHOUT ROWID;
