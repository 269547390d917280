-- Officers, and what unlocks their agency for them.

-- name: officer_insert
INSERT INTO officer (officer_id, post_id, agency_id, login, name, role, box_pk, key_file, password,
                     must_change, totp, added_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: officer_get
SELECT officer_id, agency_id, login, name, role, box_pk, key_file, password, must_change, totp,
       totp_step, tries, locked_until_us, signed_in_us, added_us, disabled_us
FROM officer WHERE post_id = $1 AND officer_id = $2;

-- name: officer_by_login
SELECT officer_id, agency_id, login, name, role, box_pk, key_file, password, must_change, totp,
       totp_step, tries, locked_until_us, signed_in_us, added_us, disabled_us
FROM officer WHERE post_id = $1 AND login = $2;

-- name: officer_list
SELECT officer_id, agency_id, login, name, role, box_pk, key_file, password, must_change, totp,
       totp_step, tries, locked_until_us, signed_in_us, added_us, disabled_us
FROM officer WHERE post_id = $1 ORDER BY agency_id, login LIMIT $2;

-- name: officer_set_password
UPDATE officer SET key_file = $2, password = $3, must_change = $4 WHERE officer_id = $1;

-- name: officer_set_totp
UPDATE officer SET totp = $2, totp_step = 0 WHERE officer_id = $1;

-- name: officer_use_totp
-- A number works once: two sign-ins with the same one, and the second finds nothing to update.
UPDATE officer SET totp_step = $2 WHERE officer_id = $1 AND totp_step < $2;

-- name: officer_set_tries
UPDATE officer SET tries = $2, locked_until_us = $3 WHERE officer_id = $1;

-- name: officer_signed_in
UPDATE officer SET tries = 0, locked_until_us = 0, signed_in_us = $2 WHERE officer_id = $1;

-- name: officer_disable
UPDATE officer SET disabled_us = $2 WHERE officer_id = $1;

-- name: agency_grant_insert
INSERT INTO agency_grant (agency_id, officer_id, serial, post_id, sealed, given_us)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: agency_grant_newest
SELECT serial, sealed FROM agency_grant
WHERE agency_id = $1 AND officer_id = $2 ORDER BY serial DESC LIMIT 1;

-- name: agency_grant_remove
DELETE FROM agency_grant WHERE officer_id = $1 AND agency_id = $2;

-- name: agency_grant_holders
-- Who works here and holds the agency's secret of that serial.
SELECT o.officer_id, o.login, o.box_pk, o.role
FROM agency_grant g JOIN officer o ON o.officer_id = g.officer_id
WHERE g.agency_id = $1 AND g.serial = $2 AND o.disabled_us IS NULL
ORDER BY o.login LIMIT $3;

-- name: agency_grant_remove_before
DELETE FROM agency_grant WHERE agency_id = $1 AND serial < $2;
