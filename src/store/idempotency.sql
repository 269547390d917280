-- name: idempotency_insert
INSERT INTO idempotency (key_hash, post_id, case_id, answer, made_us) VALUES ($1, $2, $3, $4, $5);

-- name: idempotency_get
SELECT case_id, answer FROM idempotency WHERE post_id = $1 AND key_hash = $2;

-- name: idempotency_expire
DELETE FROM idempotency WHERE made_us < $1;
