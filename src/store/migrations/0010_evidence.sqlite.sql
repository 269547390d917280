-- Evidence: files on their way in, and files of cases.

-- A file that arrives. owner is made from what only the sender's cookie, code or agency gives
-- (action/upload.h); the file's key is sealed under another part of the same.
CREATE TABLE upload (
    upload_id    BLOB NOT NULL PRIMARY KEY CHECK (length(upload_id) = 16),
    post_id      BLOB NOT NULL,
    owner        BLOB NOT NULL CHECK (length(owner) = 32),
    length       INTEGER NOT NULL CHECK (length >= 0),
    sealed_key   BLOB NOT NULL,
    sealed_meta  BLOB NOT NULL,
    received     INTEGER NOT NULL CHECK (received BETWEEN 0 AND length),
    stored       INTEGER NOT NULL,
    sealed_state BLOB NOT NULL,
    begun_us     INTEGER NOT NULL,
    touched_us   INTEGER NOT NULL
) STRICT;
CREATE INDEX upload_by_owner ON upload (post_id, owner, begun_us, upload_id);
CREATE INDEX upload_by_age ON upload (post_id, touched_us);

-- A file that a case has taken over: which bytes on the disk belong to which case. Its key, name
-- and hashes are in the sealed payload of the event that brought it.
CREATE TABLE evidence (
    file_id    BLOB NOT NULL PRIMARY KEY CHECK (length(file_id) = 16),
    post_id    BLOB NOT NULL,
    case_key   INTEGER NOT NULL REFERENCES case_file (case_key),
    sealed_len INTEGER NOT NULL CHECK (sealed_len > 0)
) STRICT;
CREATE INDEX evidence_by_case ON evidence (case_key);
