-- Custody: keys that are renewed, and custodians who hold the shares of identities.

-- Which of its keys an agency uses now: 1, 2, ... as they are renewed. The custodians' key
-- is apart from the agency's own; empty: this agency has no custodian yet.
ALTER TABLE agency ADD COLUMN key_serial INTEGER NOT NULL DEFAULT 1;
ALTER TABLE agency ADD COLUMN custodian_pk BLOB NOT NULL DEFAULT x'';
ALTER TABLE agency ADD COLUMN custodian_serial INTEGER NOT NULL DEFAULT 1;

-- The agency's master secret of an earlier serial, sealed under the cache key of the next one:
-- what was sealed to an old key stays readable to who holds the newest.
CREATE TABLE agency_old_key (
    agency_id  BLOB NOT NULL REFERENCES agency (agency_id),
    serial     INTEGER NOT NULL,
    post_id    BLOB NOT NULL,
    box_pk     BLOB NOT NULL CHECK (length(box_pk) = 32),
    sign_pk    BLOB NOT NULL CHECK (length(sign_pk) = 32),
    sealed     BLOB NOT NULL,
    retired_us INTEGER NOT NULL,
    PRIMARY KEY (agency_id, serial)
) STRICT, WITHOUT ROWID;

-- The custodians' secret, sealed to an officer who is one.
CREATE TABLE custodian_grant (
    agency_id  BLOB NOT NULL REFERENCES agency (agency_id),
    officer_id BLOB NOT NULL REFERENCES officer (officer_id),
    serial     INTEGER NOT NULL,
    post_id    BLOB NOT NULL,
    sealed     BLOB NOT NULL,
    given_us   INTEGER NOT NULL,
    PRIMARY KEY (agency_id, officer_id, serial)
) STRICT, WITHOUT ROWID;

-- The serial of the agency's key that the grant is sealed to.
ALTER TABLE case_grant ADD COLUMN key_serial INTEGER NOT NULL DEFAULT 1;
CREATE INDEX case_grant_by_key ON case_grant (agency_key, key_serial);
