-- Sign-in: passkeys, recovery slips, challenges that were used, and who must wait at the door.

CREATE TABLE passkey (
    credential_id   BLOB NOT NULL PRIMARY KEY CHECK (length(credential_id) BETWEEN 1 AND 1023),
    post_id         BLOB NOT NULL,
    officer_id      BLOB NOT NULL REFERENCES officer (officer_id),
    public_key      BLOB NOT NULL CHECK (length(public_key) <= 600), -- COSE, as it came
    alg             INTEGER NOT NULL CHECK (alg IN (-7, -8, -257)),
    counter         INTEGER NOT NULL CHECK (counter BETWEEN 0 AND 4294967295),
    backup_eligible INTEGER NOT NULL,
    backed_up       INTEGER NOT NULL,
    name            TEXT NOT NULL, -- what its officer calls it
    added_us        INTEGER NOT NULL,
    used_us         INTEGER NOT NULL DEFAULT 0, -- 0: never
    refused_us      INTEGER NOT NULL DEFAULT 0  -- its counter went back; 0: never
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_of_officer ON passkey (officer_id);

-- What is left of each officer's slips; one that is used is removed.
CREATE TABLE recovery_slip (
    officer_id BLOB NOT NULL REFERENCES officer (officer_id),
    slip_hash  BLOB NOT NULL CHECK (length(slip_hash) = 32), -- under the server's key
    PRIMARY KEY (officer_id, slip_hash)
) STRICT, WITHOUT ROWID;

-- A challenge says itself for which session and until when; here, that it was used.
CREATE TABLE challenge_used (
    challenge_hash BLOB NOT NULL PRIMARY KEY CHECK (length(challenge_hash) = 32),
    until_us       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX challenge_used_by_age ON challenge_used (until_us);

-- Failed tries at the door, by a keyed hash of the name that was typed (and of the browser, if
-- it signed that name in before): the same for names that nobody has.
CREATE TABLE sign_in_try (
    try_key         BLOB NOT NULL PRIMARY KEY CHECK (length(try_key) = 32),
    tries           INTEGER NOT NULL,
    locked_until_us INTEGER NOT NULL,
    until_us        INTEGER NOT NULL -- forgotten then
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_try_by_age ON sign_in_try (until_us);
