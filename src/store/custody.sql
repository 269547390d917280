-- Custodians' grants, and the keys that an agency used before.

-- name: custodian_grant_insert
INSERT INTO custodian_grant (agency_id, officer_id, serial, post_id, sealed, given_us)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: custodian_grant_newest
SELECT serial, sealed FROM custodian_grant
WHERE agency_id = $1 AND officer_id = $2 ORDER BY serial DESC LIMIT 1;

-- name: custodian_grant_remove
DELETE FROM custodian_grant WHERE officer_id = $1 AND agency_id = $2;
