-- The attested numbers, and what they are counted from.

-- name: attested_insert
INSERT INTO attested (post_id, day, log_index, content) VALUES ($1, $2, $3, $4);

-- name: attested_get
SELECT day, log_index, content FROM attested WHERE post_id = $1 AND day = $2;

-- name: attested_list
SELECT day, log_index, content FROM attested
WHERE post_id = $1 AND log_index < $2 ORDER BY day LIMIT $3;

-- name: attested_newest
SELECT day, log_index, content FROM attested WHERE post_id = $1 ORDER BY day DESC LIMIT 1;

-- name: attested_facts
-- What counts a case: how it came in, and who was kept from it since. The columns before the
-- sealed payload: that is not read.
SELECT f.case_key, e.seq, e.at_us, e.facts
FROM case_file f JOIN case_event e ON e.case_key = f.case_key
WHERE f.post_id = $1 AND f.case_key > $2 AND f.case_key <= $3
  AND (e.seq = 0 OR e.kind = 'case.reviewed')
ORDER BY f.case_key, e.seq;

-- name: attested_last_case
SELECT coalesce(max(case_key), 0) FROM case_file;

-- name: attested_held
-- The cases that an agency holds a grant for.
SELECT f.case_id, f.case_key
FROM case_grant g JOIN agency a ON a.agency_key = g.agency_key
                  JOIN case_file f ON f.case_key = g.case_key
WHERE a.agency_id = $1 AND f.post_id = $2 AND f.case_key > $3 ORDER BY f.case_key LIMIT $4;
