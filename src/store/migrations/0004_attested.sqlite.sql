-- The attested numbers: one canonical text for each day (domain/attested.h); the leaf at
-- log_index holds its hash. Public as soon as that leaf is.
CREATE TABLE attested (
    post_id   BLOB NOT NULL,
    day       INTEGER NOT NULL,
    log_index INTEGER NOT NULL CHECK (log_index >= 0),
    content   TEXT NOT NULL,
    PRIMARY KEY (post_id, day)
) STRICT, WITHOUT ROWID;
