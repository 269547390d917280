-- Who may know what of a case: opening a confidential name, access of an excluded agency,
-- officers who stepped back. Projections: case_event can make them again.

-- A row only where something of the kind ever happened. Sets of agencies: a bit each, as in
-- case_state.excluded. identity_stage as enum identity_stage.
CREATE TABLE case_custody (
    case_key       INTEGER PRIMARY KEY REFERENCES case_file (case_key),
    identity_stage INTEGER NOT NULL,
    asker          INTEGER NOT NULL,
    asked_seq      INTEGER NOT NULL,
    asked_us       INTEGER NOT NULL,
    since_us       INTEGER NOT NULL,
    ended_us       INTEGER NOT NULL,
    holders        INTEGER NOT NULL,
    approved       INTEGER NOT NULL,
    refused        INTEGER NOT NULL,
    voided         INTEGER NOT NULL,
    opened         INTEGER NOT NULL,
    proposed       INTEGER NOT NULL,
    proposer       INTEGER NOT NULL,
    given          INTEGER NOT NULL,
    recused        INTEGER NOT NULL -- how many rows of case_recusal
) STRICT;
-- Requests that wait: for custodians' first page, and for the day they lapse.
CREATE INDEX case_custody_asked ON case_custody (since_us) WHERE identity_stage = 1;
CREATE INDEX case_custody_proposed ON case_custody (proposed) WHERE proposed <> 0;

-- For such an officer the case is not there. The desk's lists leave out by officer; a case is
-- loaded by case.
CREATE TABLE case_recusal (
    officer_id BLOB NOT NULL CHECK (length(officer_id) = 16),
    case_key   INTEGER NOT NULL REFERENCES case_file (case_key),
    place      INTEGER NOT NULL, -- its position in struct case_state
    PRIMARY KEY (officer_id, case_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_recusal_by_case ON case_recusal (case_key);
