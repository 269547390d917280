-- Events are only ever added. Their leaves are in log_entry, once.

-- name: case_event_insert
INSERT INTO case_event (case_key, seq, kind, at_us, actor, agency, officer, facts, object, nonce,
                        log_index)
VALUES ((SELECT case_key FROM case_file WHERE case_id = $1 AND post_id = $2), $3, $4, $5, $6, $7,
        $8, $9, $10, $11, $12);

-- name: case_event_list
SELECT e.seq, e.kind, e.at_us, e.actor, e.agency, e.officer, e.facts, e.object, e.nonce,
       e.log_index, l.leaf, l.leaf_hash
FROM case_file f JOIN case_event e ON e.case_key = f.case_key
                 JOIN log_entry l ON l.post_id = f.post_id AND l.log_index = e.log_index
WHERE f.case_id = $1 AND e.seq >= $2 ORDER BY e.seq LIMIT $3;

-- name: case_event_last
SELECT e.seq, e.log_index, l.leaf_hash
FROM case_file f JOIN case_event e ON e.case_key = f.case_key
                 JOIN log_entry l ON l.post_id = f.post_id AND l.log_index = e.log_index
WHERE f.case_id = $1 ORDER BY e.seq DESC LIMIT 1;
