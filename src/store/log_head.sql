-- The tree's upper hashes and the signed heads.

-- name: log_node_insert
INSERT INTO log_node (post_id, level, place, hash) VALUES ($1, $2, $3, $4)
ON CONFLICT (post_id, level, place) DO UPDATE SET hash = excluded.hash;

-- name: log_node_range
SELECT place, hash FROM log_node
WHERE post_id = $1 AND level = $2 AND place >= $3 AND place < $4 ORDER BY place;

-- name: log_head_insert
INSERT INTO log_head (post_id, size, root, note, signed_us) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (post_id, size) DO NOTHING;

-- name: log_head_newest
SELECT size, root, note, signed_us, published_us FROM log_head
WHERE post_id = $1 ORDER BY size DESC LIMIT 1;

-- name: log_head_published
SELECT size, root, note, signed_us, published_us FROM log_head
WHERE post_id = $1 AND published_us IS NOT NULL ORDER BY size DESC LIMIT 1;

-- name: log_head_publish
UPDATE log_head SET published_us = $3 WHERE post_id = $1 AND size = $2 AND published_us IS NULL;

-- name: log_cosignature_put
INSERT INTO log_cosignature (post_id, size, witness, line, at_us) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (post_id, size, witness) DO UPDATE SET line = excluded.line, at_us = excluded.at_us;

-- name: log_cosignature_list
SELECT witness, line, at_us FROM log_cosignature WHERE post_id = $1 AND size = $2 ORDER BY witness;

-- name: log_head_after
SELECT size, root, note, signed_us, published_us FROM log_head
WHERE post_id = $1 AND size > $2 ORDER BY size LIMIT 1;
