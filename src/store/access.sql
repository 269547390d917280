-- Privileged reads: only ever added. Their leaves are in log_entry, of a log of their own.

-- name: access_insert
INSERT INTO access_record (post_id, log_index, kind, agency, officer, at_us, object, nonce)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: access_insert_of_case
INSERT INTO access_record (post_id, log_index, kind, agency, officer, at_us, object, nonce,
                           case_key)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, f.case_key
FROM case_file f WHERE f.case_id = $9 AND f.post_id = $1;

-- name: access_newest_of
-- When this officer last did that to the case.
SELECT at_us FROM access_record
WHERE officer = $1 AND case_key = (SELECT case_key FROM case_file WHERE case_id = $2)
  AND kind = $3
ORDER BY log_index DESC LIMIT 1;

-- name: access_of_case
-- Newest first.
SELECT a.log_index, a.kind, a.agency, a.officer, a.at_us, a.object, a.nonce
FROM case_file f JOIN access_record a ON a.case_key = f.case_key
WHERE f.case_id = $1 ORDER BY a.log_index DESC LIMIT $2 OFFSET $3;

-- name: access_of_agency
-- Those of no case.
SELECT log_index, kind, agency, officer, at_us, object, nonce FROM access_record
WHERE post_id = $1 AND agency = $2 AND case_key IS NULL
ORDER BY log_index DESC LIMIT $3 OFFSET $4;

-- name: access_walk
-- All of the log, in order, with the cases' ids: for the audit. A case that is gone: NULL.
SELECT a.log_index, a.kind, a.agency, a.officer, a.at_us, a.object, a.nonce, a.case_key,
       f.case_id
FROM access_record a LEFT JOIN case_file f ON f.case_key = a.case_key
WHERE a.post_id = $1 AND a.log_index >= $2 ORDER BY a.log_index LIMIT $3;

-- name: access_count
SELECT count(*) FROM access_record WHERE post_id = $1;

-- name: access_head_newest
SELECT log_index, name, value, nonce FROM log_event
WHERE post_id = $1 AND kind = 'access.head' ORDER BY log_index DESC LIMIT 1;

-- name: access_head_after
SELECT log_index, name, value, nonce FROM log_event
WHERE post_id = $1 AND kind = 'access.head' AND log_index > $2 ORDER BY log_index LIMIT 1;

-- name: access_agency_keys
-- Where the public log names an agency's keys.
SELECT log_index FROM log_event
WHERE post_id = $1 AND kind = 'agency.key' AND name = $2 ORDER BY log_index LIMIT $3;
