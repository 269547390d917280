-- What an agency can be brought back from when nobody can sign in any more.

-- Slips of paper give a secret; its pair stands here where an officer's stands in agency_grant,
-- so the slips stay good when the agency renews its keys.
CREATE TABLE agency_paper (
    agency_id        BLOB NOT NULL PRIMARY KEY REFERENCES agency (agency_id),
    post_id          BLOB NOT NULL,
    box_pk           BLOB NOT NULL CHECK (length(box_pk) = 32),
    serial           INTEGER NOT NULL,
    sealed           BLOB NOT NULL, -- the agency's master secret, to box_pk
    custodian_serial INTEGER NOT NULL,
    custodian_sealed BLOB,          -- the custodians' secret; NULL: whoever made the slips was none
    made_us          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An agency's shares of names, when its custodians' key is renewed.
CREATE INDEX case_share_by_agency ON case_share (agency_id);

-- An agency's officers: their sessions end together, their grants are given anew.
CREATE INDEX officer_by_agency ON officer (agency_id);
