-- Who may know what of a case; requests that wait for somebody.

-- name: case_custody_put
INSERT INTO case_custody (case_key, identity_stage, asker, asked_seq, asked_us, since_us, ended_us,
                          holders, approved, refused, voided, opened, proposed, proposer, given,
                          recused)
SELECT case_key, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
FROM case_file WHERE case_id = $1
ON CONFLICT (case_key) DO UPDATE SET
    identity_stage = excluded.identity_stage, asker = excluded.asker,
    asked_seq = excluded.asked_seq, asked_us = excluded.asked_us, since_us = excluded.since_us,
    ended_us = excluded.ended_us, holders = excluded.holders, approved = excluded.approved,
    refused = excluded.refused, voided = excluded.voided, opened = excluded.opened,
    proposed = excluded.proposed, proposer = excluded.proposer, given = excluded.given,
    recused = excluded.recused;

-- name: case_custody_clear
-- The last of it is gone, say a given access was taken back.
DELETE FROM case_custody WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1);

-- name: case_custody_get
SELECT identity_stage, asker, asked_seq, asked_us, since_us, ended_us, holders, approved, refused,
       voided, opened, proposed, proposer, given, recused
FROM case_custody WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1);

-- name: case_recusal_put
INSERT INTO case_recusal (officer_id, case_key, place)
SELECT $2, case_key, $3 FROM case_file WHERE case_id = $1
ON CONFLICT (officer_id, case_key) DO UPDATE SET place = excluded.place;

-- name: case_recusal_list
SELECT officer_id FROM case_recusal
WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1) ORDER BY place;

-- name: case_recusal_has
SELECT 1 FROM case_recusal
WHERE officer_id = $2 AND case_key = (SELECT case_key FROM case_file WHERE case_id = $1);

-- name: case_custody_waiting
-- Requests to open a name that this agency's custodian has not answered. $2: the agency's bit.
SELECT f.case_id, f.number, c.asker, c.asked_us, c.since_us, c.holders, c.approved, c.voided
FROM case_custody c
JOIN case_file f ON f.case_key = c.case_key
JOIN case_grant g ON g.case_key = c.case_key
                 AND g.agency_key = (SELECT agency_key FROM agency WHERE agency_id = $1)
WHERE c.identity_stage = 1 AND (c.holders & $2) <> 0 AND ((c.approved | c.refused) & $2) = 0
  AND c.case_key NOT IN (SELECT case_key FROM case_recusal WHERE officer_id = $3)
ORDER BY c.since_us LIMIT $4;

-- name: case_custody_proposed
-- Proposals to give an excluded agency access that this agency did not make itself. $2: its code.
SELECT f.case_id, f.number, c.proposed, c.proposer
FROM case_custody c
JOIN case_file f ON f.case_key = c.case_key
JOIN case_state s ON s.case_key = c.case_key
JOIN case_grant g ON g.case_key = c.case_key
                 AND g.agency_key = (SELECT agency_key FROM agency WHERE agency_id = $1)
WHERE c.proposed <> 0 AND c.proposer <> $2 AND (s.excluded & (1 << $2)) = 0
  AND c.case_key NOT IN (SELECT case_key FROM case_recusal WHERE officer_id = $3)
ORDER BY f.case_key LIMIT $4;

-- name: case_custody_lapsing
SELECT f.case_id FROM case_custody c JOIN case_file f ON f.case_key = c.case_key
WHERE c.identity_stage = 1 AND c.since_us <= $2 AND f.post_id = $1 ORDER BY c.since_us LIMIT $3;

-- name: case_colleagues
-- Officers of an agency who could work the case: they hold its key, and did not step back.
SELECT DISTINCT o.officer_id, o.role
FROM agency_grant k JOIN officer o ON o.officer_id = k.officer_id
WHERE k.agency_id = $2 AND o.agency_id = $2 AND o.disabled_us IS NULL
  AND o.officer_id NOT IN (SELECT r.officer_id FROM case_recusal r WHERE r.case_key =
                           (SELECT case_key FROM case_file WHERE case_id = $1));
