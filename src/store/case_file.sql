-- The unchanging part of a case, and who may see it.

-- name: case_file_insert
INSERT INTO case_file (case_key, case_id, post_id, number, lookup, box_pk, reporter_pk,
                       reporter_grant, received_us, received_on)
VALUES ((SELECT coalesce(max(case_key), 0) + 1 FROM case_file), $1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: case_file_get
SELECT case_id, number, lookup, box_pk, reporter_pk, reporter_grant, received_us, received_on
FROM case_file WHERE case_id = $1 AND post_id = $2;

-- name: case_file_after
-- All cases, in the order in which they came.
SELECT case_key, case_id FROM case_file WHERE post_id = $1 AND case_key > $2
ORDER BY case_key LIMIT $3;

-- name: case_file_by_lookup
SELECT case_id, number, lookup, box_pk, reporter_pk, reporter_grant, received_us, received_on
FROM case_file WHERE lookup = $1 AND post_id = $2;

-- name: case_file_by_number
-- For an agency without a grant the case is not there.
SELECT f.case_id, f.number, f.lookup, f.box_pk, f.reporter_pk, f.reporter_grant, f.received_us,
       f.received_on
FROM case_file f JOIN agency a ON a.agency_id = $3
                 JOIN case_grant g ON g.case_key = f.case_key AND g.agency_key = a.agency_key
WHERE f.post_id = $1 AND f.number = $2;

-- name: case_grant_insert
-- Where there is no such case or agency the key is NULL, and that is refused.
INSERT INTO case_grant (case_key, agency_key, serial, sealed, key_serial)
VALUES ((SELECT case_key FROM case_file WHERE case_id = $1),
        (SELECT agency_key FROM agency WHERE agency_id = $2), $3, $4, $5);

-- name: case_grant_get
SELECT a.agency_id, g.serial, g.sealed, g.cached, g.key_serial
FROM case_file f JOIN agency a ON a.agency_id = $2
                 JOIN case_grant g ON g.case_key = f.case_key AND g.agency_key = a.agency_key
WHERE f.case_id = $1;

-- name: case_grant_list
SELECT a.agency_id, g.serial, g.sealed, g.cached, g.key_serial
FROM case_file f JOIN case_grant g ON g.case_key = f.case_key
                 JOIN agency a ON a.agency_key = g.agency_key
WHERE f.case_id = $1 ORDER BY g.agency_key;

-- name: case_grant_cache
UPDATE case_grant SET cached = $4
WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1)
  AND agency_key = (SELECT agency_key FROM agency WHERE agency_id = $2) AND serial = $3
  AND key_serial = $5;

-- name: case_grant_stale
-- Sealed to one former key of the agency, in the order of the index, from after a case.
SELECT f.case_id, g.serial, g.sealed, g.cached, g.key_serial
FROM case_grant g JOIN case_file f ON f.case_key = g.case_key
WHERE g.agency_key = (SELECT agency_key FROM agency WHERE agency_id = $1) AND g.key_serial = $2
  AND g.case_key > coalesce((SELECT case_key FROM case_file WHERE case_id = $3), 0)
ORDER BY g.case_key LIMIT $4;

-- name: case_grant_stale_count
-- How many grants of the agency are sealed to a key before that one, and the oldest such key.
SELECT count(*), min(key_serial) FROM case_grant
WHERE agency_key = (SELECT agency_key FROM agency WHERE agency_id = $1)
  AND key_serial >= $2 AND key_serial < $3;

-- name: case_grant_reseal
UPDATE case_grant SET sealed = $4, cached = $5, key_serial = $7
WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1)
  AND agency_key = (SELECT agency_key FROM agency WHERE agency_id = $2) AND serial = $3
  AND key_serial = $6;

-- name: case_grant_remove
DELETE FROM case_grant WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1)
                         AND agency_key = (SELECT agency_key FROM agency WHERE agency_id = $2);
