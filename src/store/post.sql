-- The post, its agencies and its settings.

-- name: post_insert
INSERT INTO post (post_id, code, name, added_us) VALUES ($1, $2, $3, $4);

-- name: post_list
SELECT post_id, code, name, added_us FROM post ORDER BY added_us, post_id LIMIT $1;

-- name: setting_put
INSERT INTO setting (post_id, name, value) VALUES ($1, $2, $3)
ON CONFLICT (post_id, name) DO UPDATE SET value = excluded.value;

-- name: setting_get
SELECT value FROM setting WHERE post_id = $1 AND name = $2;

-- name: setting_list
SELECT name, value FROM setting WHERE post_id = $1 ORDER BY name LIMIT $2;

-- name: agency_insert
INSERT INTO agency (agency_key, agency_id, post_id, code, name, box_pk, sign_pk, added_us,
                    custodian_pk)
VALUES ((SELECT coalesce(max(agency_key), 0) + 1 FROM agency), $1, $2, $3, $4, $5, $6, $7, $8);

-- name: agency_list
SELECT agency_id, code, name, box_pk, sign_pk, added_us, key_serial, custodian_pk, custodian_serial
FROM agency WHERE post_id = $1 ORDER BY code LIMIT $2;

-- name: agency_sign_pk
SELECT sign_pk FROM agency WHERE post_id = $1 AND code = $2;

-- name: agency_renew
-- Two who renew at once: the second finds nothing to update.
UPDATE agency SET box_pk = $2, sign_pk = $3, key_serial = $4
WHERE agency_id = $1 AND key_serial = $4 - 1;

-- name: agency_renew_custodian
UPDATE agency SET custodian_pk = $2, custodian_serial = $3
WHERE agency_id = $1 AND custodian_serial = $3 - 1;
