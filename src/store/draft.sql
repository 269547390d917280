-- name: draft_put
INSERT INTO draft (draft_id, post_id, blob, updated_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (draft_id) DO UPDATE SET blob = excluded.blob, updated_us = excluded.updated_us
WHERE draft.post_id = excluded.post_id;

-- name: draft_get
SELECT blob, updated_us FROM draft WHERE draft_id = $1 AND post_id = $2;

-- name: draft_remove
DELETE FROM draft WHERE draft_id = $1;

-- name: draft_expire
DELETE FROM draft WHERE updated_us < $1;
