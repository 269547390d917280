-- Custodians' grants, and the keys that an agency used before.

-- name: custodian_grant_insert
INSERT INTO custodian_grant (agency_id, officer_id, serial, post_id, sealed, given_us)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: custodian_grant_newest
SELECT serial, sealed FROM custodian_grant
WHERE agency_id = $1 AND officer_id = $2 ORDER BY serial DESC LIMIT 1;

-- name: custodian_grant_remove
DELETE FROM custodian_grant WHERE officer_id = $1 AND agency_id = $2;

-- name: agency_old_key_insert
INSERT INTO agency_old_key (agency_id, serial, post_id, box_pk, sign_pk, sealed, retired_us)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: agency_old_key_get
SELECT box_pk, sign_pk, sealed, retired_us FROM agency_old_key WHERE agency_id = $1 AND serial = $2;

-- name: agency_old_key_list
SELECT serial, box_pk, sign_pk, retired_us FROM agency_old_key
WHERE agency_id = $1 ORDER BY serial DESC LIMIT $2;

-- name: custodian_grant_count
SELECT count(*) FROM custodian_grant g JOIN officer o ON o.officer_id = g.officer_id
WHERE g.agency_id = $1 AND g.serial = $2 AND o.disabled_us IS NULL;

-- name: agency_paper_put
INSERT INTO agency_paper (agency_id, post_id, box_pk, serial, sealed, custodian_serial,
                          custodian_sealed, made_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (agency_id) DO UPDATE SET
    box_pk = excluded.box_pk, serial = excluded.serial, sealed = excluded.sealed,
    custodian_serial = excluded.custodian_serial, custodian_sealed = excluded.custodian_sealed,
    made_us = excluded.made_us;

-- name: agency_paper_get
SELECT box_pk, serial, sealed, custodian_serial, custodian_sealed, made_us
FROM agency_paper WHERE agency_id = $1;

-- name: agency_paper_remove
DELETE FROM agency_paper WHERE agency_id = $1;

-- name: custodian_grant_remove_all
DELETE FROM custodian_grant WHERE agency_id = $1;
