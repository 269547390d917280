-- The door: recovery slips, used challenges, failed tries.

-- name: slip_insert
INSERT INTO recovery_slip (officer_id, slip_hash) VALUES ($1, $2);

-- name: slip_count
SELECT count(*) FROM recovery_slip WHERE officer_id = $1;

-- name: slip_has
SELECT count(*) FROM recovery_slip WHERE officer_id = $1 AND slip_hash = $2;

-- name: slip_use
DELETE FROM recovery_slip WHERE officer_id = $1 AND slip_hash = $2;

-- name: slip_remove_officer
DELETE FROM recovery_slip WHERE officer_id = $1;

-- name: challenge_use
INSERT INTO challenge_used (challenge_hash, until_us) VALUES ($1, $2);

-- name: challenge_expire
DELETE FROM challenge_used WHERE until_us <= $1;

-- name: try_get
SELECT tries, locked_until_us FROM sign_in_try WHERE try_key = $1 AND until_us > $2;

-- name: try_put
INSERT INTO sign_in_try (try_key, tries, locked_until_us, until_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (try_key) DO UPDATE SET tries = excluded.tries,
    locked_until_us = excluded.locked_until_us, until_us = excluded.until_us;

-- name: try_forget
DELETE FROM sign_in_try WHERE try_key = $1;

-- name: try_expire
DELETE FROM sign_in_try WHERE until_us <= $1;
