-- What the witnesses have said, and the heads they said it of.

-- name: log_witness_seen
INSERT INTO log_witness (post_id, witness, size, at_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (post_id, witness) DO UPDATE SET
    size = CASE WHEN excluded.size > log_witness.size THEN excluded.size ELSE log_witness.size END,
    at_us = CASE WHEN excluded.at_us > log_witness.at_us THEN excluded.at_us
                 ELSE log_witness.at_us END;

-- name: log_witness_list
SELECT witness, size, at_us FROM log_witness WHERE post_id = $1 ORDER BY witness;

-- name: log_head_at
SELECT size, root, note, signed_us, published_us FROM log_head WHERE post_id = $1 AND size = $2;

-- name: log_head_quorum_set
UPDATE log_head SET quorum_us = $3 WHERE post_id = $1 AND size = $2 AND quorum_us IS NULL;

-- name: log_head_quorum_newest
SELECT size, root, note, signed_us, published_us FROM log_head
WHERE post_id = $1 AND quorum_us IS NOT NULL AND size > $2 ORDER BY size DESC LIMIT 1;
