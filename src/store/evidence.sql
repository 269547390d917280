-- Files of cases: which bytes on the disk are whose.

-- name: evidence_insert
-- Where there is no such case the key is NULL, and that is refused.
INSERT INTO evidence (file_id, post_id, case_key, sealed_len)
VALUES ($1, $2, (SELECT case_key FROM case_file WHERE case_id = $3 AND post_id = $2), $4);
