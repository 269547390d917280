-- Log-wide events.

-- name: log_event_insert
INSERT INTO log_event (post_id, log_index, kind, name, value, nonce, at_us)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: log_event_newest
SELECT log_index, value, nonce, at_us FROM log_event
WHERE post_id = $1 AND kind = $2 AND name = $3 ORDER BY log_index DESC LIMIT 1;
