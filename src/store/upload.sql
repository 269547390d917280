-- Files on their way in.

-- name: upload_insert
INSERT INTO upload (upload_id, post_id, owner, length, sealed_key, sealed_meta, received, stored,
                    sealed_state, begun_us, touched_us)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0, x'', $7, $7);

-- name: upload_get
SELECT upload_id, length, sealed_key, sealed_meta, received, stored, sealed_state, begun_us,
       touched_us
FROM upload WHERE post_id = $1 AND owner = $2 AND upload_id = $3;

-- name: upload_list
SELECT upload_id, length, sealed_key, sealed_meta, received, stored, sealed_state, begun_us,
       touched_us
FROM upload WHERE post_id = $1 AND owner = $2 ORDER BY begun_us, upload_id LIMIT $3;

-- name: upload_sums
SELECT count(*), coalesce(sum(length), 0) FROM upload WHERE post_id = $1 AND owner = $2;

-- name: upload_grow
-- What was received is part of the key: two that write the same file, and the second is refused.
UPDATE upload SET received = $4, stored = $5, sealed_state = $6, touched_us = $7
WHERE post_id = $1 AND upload_id = $2 AND received = $3;

-- name: upload_remove
DELETE FROM upload WHERE post_id = $1 AND upload_id = $2;

-- name: upload_stale
SELECT upload_id FROM upload WHERE post_id = $1 AND touched_us < $2 ORDER BY touched_us LIMIT $3;
