-- Who reported, sealed, and the shares of what opens it.

-- name: identity_insert
INSERT INTO case_identity (case_id, post_id, mode, sealed) VALUES ($1, $2, $3, $4);

-- name: identity_get
SELECT mode, sealed FROM case_identity WHERE case_id = $1;

-- name: share_insert
INSERT INTO case_share (case_id, number, post_id, agency_id, sealed, commitment)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: share_list
SELECT number, agency_id, sealed, commitment FROM case_share WHERE case_id = $1 ORDER BY number;

-- name: shares_held
-- All of one agency's, for sealing them anew.
SELECT case_id, number, sealed FROM case_share WHERE agency_id = $1 LIMIT $2;

-- name: shares_held_count
SELECT count(*) FROM case_share WHERE agency_id = $1;

-- name: share_reseal
UPDATE case_share SET sealed = $3 WHERE case_id = $1 AND number = $2;
