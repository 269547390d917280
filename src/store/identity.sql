-- Who reported, sealed, and the shares of what opens it.

-- name: identity_insert
INSERT INTO case_identity (case_id, post_id, mode, sealed) VALUES ($1, $2, $3, $4);

-- name: identity_get
SELECT mode, sealed FROM case_identity WHERE case_id = $1;

-- name: share_insert
INSERT INTO case_share (case_id, number, post_id, agency_id, sealed, commitment)
VALUES ($1, $2, $3, $4, $5, $6);
