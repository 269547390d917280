-- The watch log: only ever added.

-- name: watch_insert
INSERT INTO watch_line (post_id, day, number, log_index, kind, agency, officer, at_us, line_id,
                        content, own, answers_day, answers_number)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: watch_day
SELECT log_index, kind, day, number, agency, officer, at_us, line_id, answers_day, answers_number,
       content, own
FROM watch_line WHERE post_id = $1 AND day = $2 ORDER BY number LIMIT $3;

-- name: watch_get
SELECT log_index, kind, day, number, agency, officer, at_us, line_id, answers_day, answers_number,
       content, own
FROM watch_line WHERE post_id = $1 AND day = $2 AND number = $3;

-- name: watch_newest
SELECT day, number FROM watch_line WHERE post_id = $1 ORDER BY day DESC, number DESC LIMIT 1;

-- name: watch_newest_of
SELECT log_index, kind, day, number, agency, officer, at_us, line_id, answers_day, answers_number,
       content, own
FROM watch_line WHERE post_id = $1 AND kind = $2 ORDER BY day DESC, number DESC LIMIT 1;

-- name: watch_first
SELECT at_us FROM watch_line WHERE post_id = $1 ORDER BY day, number LIMIT 1;

-- name: watch_since
SELECT count(*) FROM watch_line WHERE post_id = $1 AND kind = $2 AND at_us >= $3;

-- name: watch_walk
SELECT log_index, kind, day, number, agency, officer, at_us, line_id, answers_day, answers_number,
       content, own
FROM watch_line WHERE post_id = $1 AND (day, number) > ($2, $3) ORDER BY day, number LIMIT $4;

-- name: watch_has_leaf
SELECT count(*) FROM watch_line WHERE post_id = $1 AND log_index = $2;

-- name: watch_before
SELECT max(day) FROM watch_line WHERE post_id = $1 AND day < $2;

-- name: watch_after
SELECT min(day) FROM watch_line WHERE post_id = $1 AND day > $2;
