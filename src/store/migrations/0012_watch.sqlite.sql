-- The watch log (buku mutasi) and the handovers in it.

-- Never changed once written; each line has its leaf in log_entry. content: sealed to every
-- agency of its day; own: to the writer's agency alone (which cases a handover named).
CREATE TABLE watch_line (
    post_id        BLOB NOT NULL REFERENCES post (post_id),
    day            INTEGER NOT NULL,
    number         INTEGER NOT NULL CHECK (number >= 1), -- each day begins with 1
    log_index      INTEGER NOT NULL CHECK (log_index >= 0),
    kind           TEXT NOT NULL, -- of the leaf, "watch.entered": domain/watch.c
    agency         TEXT NOT NULL, -- its code
    officer        BLOB NOT NULL CHECK (length(officer) = 16),
    at_us          INTEGER NOT NULL,
    line_id        BLOB NOT NULL CHECK (length(line_id) = 16),
    answers_day    INTEGER, -- watch.handed_over: the offer that was taken
    answers_number INTEGER,
    content        BLOB NOT NULL,
    own            BLOB,
    PRIMARY KEY (post_id, day, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX watch_line_leaf ON watch_line (post_id, log_index);
-- An offer is taken once.
CREATE UNIQUE INDEX watch_line_answers ON watch_line (post_id, answers_day, answers_number)
    WHERE answers_day IS NOT NULL;
CREATE INDEX watch_line_kind ON watch_line (post_id, kind, day, number);
CREATE INDEX watch_line_at ON watch_line (post_id, kind, at_us);
