-- name: log_entry_insert
INSERT INTO log_entry (post_id, log_index, leaf, leaf_hash) VALUES ($1, $2, $3, $4);

-- name: log_entry_size
SELECT coalesce(max(log_index) + 1, 0) FROM log_entry WHERE post_id = $1;

-- name: log_entry_range
SELECT log_index, leaf_hash, leaf FROM log_entry
WHERE post_id = $1 AND log_index >= $2 AND log_index < $3 ORDER BY log_index;
