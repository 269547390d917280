-- Who is signed in, and reporters who came back with their code.

-- name: session_insert
INSERT INTO session (session_id, post_id, kind, officer_id, blob, started_us, seen_us, expires_us)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7);

-- name: session_get
SELECT kind, officer_id, blob, started_us, seen_us, expires_us
FROM session WHERE session_id = $1 AND post_id = $2 AND expires_us > $3;

-- name: session_seen
UPDATE session SET seen_us = $2 WHERE session_id = $1 AND seen_us < $2;

-- name: session_replace
UPDATE session SET blob = $2 WHERE session_id = $1;

-- name: session_remove
DELETE FROM session WHERE session_id = $1;

-- name: session_remove_officer
DELETE FROM session WHERE officer_id = $1;

-- name: session_remove_agency
-- Those of its officers, but one.
DELETE FROM session WHERE session_id <> $2
  AND officer_id IN (SELECT officer_id FROM officer WHERE agency_id = $1);

-- name: session_expire
DELETE FROM session WHERE expires_us <= $1;

-- name: session_list
SELECT session_id, started_us, seen_us, expires_us FROM session
WHERE post_id = $1 AND officer_id = $2 AND kind = 1 AND expires_us > $3 AND seen_us > $4
ORDER BY started_us DESC LIMIT $5;

-- name: session_remove_own
DELETE FROM session WHERE session_id = $1 AND officer_id = $2;

-- name: session_remove_others
DELETE FROM session WHERE officer_id = $1 AND session_id <> $2;
