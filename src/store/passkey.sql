-- Passkeys of officers.

-- name: passkey_insert
INSERT INTO passkey (credential_id, post_id, officer_id, public_key, alg, counter, backup_eligible,
                     backed_up, name, added_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: passkey_list
SELECT credential_id, officer_id, public_key, alg, counter, backup_eligible, backed_up, name,
       added_us, used_us, refused_us
FROM passkey WHERE post_id = $1 AND officer_id = $2 ORDER BY added_us, credential_id LIMIT $3;

-- name: passkey_used
-- The counter only goes up, save that it may stay at nothing: two sign-ins with the same one, and
-- the second finds nothing to update.
UPDATE passkey SET counter = $3, backed_up = $4, used_us = $5
WHERE credential_id = $1 AND officer_id = $2 AND (counter < $3 OR (counter = 0 AND $3 = 0));

-- name: passkey_refused
UPDATE passkey SET refused_us = $3 WHERE credential_id = $1 AND officer_id = $2;

-- name: passkey_remove
DELETE FROM passkey WHERE credential_id = $1 AND officer_id = $2;

-- name: passkey_remove_officer
DELETE FROM passkey WHERE officer_id = $1;
