-- The ledger: the tree's upper hashes, the signed heads, and who cosigned them.
-- Level 0 is log_entry.leaf_hash; what stands here is made again from it by an audit.

CREATE TABLE log_node (
    post_id BLOB NOT NULL,
    level   INTEGER NOT NULL CHECK (level BETWEEN 1 AND 7), -- tile levels: 256 to one
    place   INTEGER NOT NULL CHECK (place >= 0),
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (post_id, level, place)
) STRICT, WITHOUT ROWID;

-- One row a signed head. A head is shown to the public when it is published.
CREATE TABLE log_head (
    post_id      BLOB NOT NULL,
    size         INTEGER NOT NULL CHECK (size >= 0),
    root         BLOB NOT NULL CHECK (length(root) = 32),
    note         TEXT NOT NULL,
    signed_us    INTEGER NOT NULL,
    published_us INTEGER,
    PRIMARY KEY (post_id, size)
) STRICT;
CREATE INDEX log_head_published ON log_head (post_id, published_us);

CREATE TABLE log_cosignature (
    post_id BLOB NOT NULL,
    size    INTEGER NOT NULL,
    witness TEXT NOT NULL,
    line    TEXT NOT NULL,
    at_us   INTEGER NOT NULL,
    PRIMARY KEY (post_id, size, witness)
) STRICT, WITHOUT ROWID;
