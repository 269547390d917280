-- The projections: what a case is now.

-- name: case_state_put
INSERT INTO case_state (case_key, case_id, number, events, stage, category, channel, mode, intake,
                        urgency, timeliness, result, waiting, missing, excluded, flags, kecamatan,
                        received_us, last_us, read_us, owner, unread, unseen, withdrawn, pressured,
                        threatened, merged, merged_into, next_clock, next_authority, next_due_us,
                        next_due_on)
SELECT case_key, case_id, number, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
       $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31
FROM case_file WHERE case_id = $1 AND post_id = $2
ON CONFLICT (case_key) DO UPDATE SET
    events = excluded.events, stage = excluded.stage, category = excluded.category,
    channel = excluded.channel, mode = excluded.mode, intake = excluded.intake,
    urgency = excluded.urgency, timeliness = excluded.timeliness, result = excluded.result,
    waiting = excluded.waiting, missing = excluded.missing, excluded = excluded.excluded,
    flags = excluded.flags, kecamatan = excluded.kecamatan, received_us = excluded.received_us,
    last_us = excluded.last_us, read_us = excluded.read_us, owner = excluded.owner,
    unread = excluded.unread, unseen = excluded.unseen, withdrawn = excluded.withdrawn,
    pressured = excluded.pressured, threatened = excluded.threatened, merged = excluded.merged,
    merged_into = excluded.merged_into, next_clock = excluded.next_clock,
    next_authority = excluded.next_authority, next_due_us = excluded.next_due_us,
    next_due_on = excluded.next_due_on;

-- name: case_state_name
-- What only an insert sets.
UPDATE case_state SET
    number = (SELECT f.number FROM case_file f WHERE f.case_key = case_state.case_key),
    case_id = (SELECT f.case_id FROM case_file f WHERE f.case_key = case_state.case_key)
WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1);

-- name: case_state_derived
-- How much of what is kept beside the state for searching is not as it should be.
SELECT (SELECT count(*) FROM case_state s
        WHERE s.case_key = f.case_key AND s.number = f.number AND s.case_id = f.case_id
          AND s.next_clock IS NOT DISTINCT FROM $2 AND s.next_authority IS NOT DISTINCT FROM $3
          AND s.next_due_us IS NOT DISTINCT FROM $4 AND s.next_due_on IS NOT DISTINCT FROM $5),
       (SELECT count(*) FROM case_clock c
        WHERE c.case_key = f.case_key AND (c.running = 1) <> (c.state = $6))
FROM case_file f WHERE f.case_id = $1;

-- name: case_clock_clear
DELETE FROM case_clock WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1);

-- name: case_referral_clear
DELETE FROM case_referral WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1);

-- name: case_task_clear
DELETE FROM case_task WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1);

-- name: case_state_title
UPDATE case_state SET title = $2
WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1);

-- name: case_state_get
SELECT events, stage, category, channel, mode, intake, urgency, timeliness, result, waiting,
       missing, excluded, flags, kecamatan, received_us, last_us, read_us, owner, unread, unseen,
       withdrawn, pressured, threatened, merged, merged_into
FROM case_state WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1);

-- name: case_clock_put
INSERT INTO case_clock (case_key, place, name, authority, state, running, starts_us, due_us,
                        ended_us, paused_us, due_on, strict_due_on, late)
VALUES ((SELECT case_key FROM case_file WHERE case_id = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10,
        $11, $12, $13)
ON CONFLICT (case_key, place) DO UPDATE SET
    name = excluded.name, authority = excluded.authority, state = excluded.state,
    running = excluded.running, starts_us = excluded.starts_us, due_us = excluded.due_us,
    ended_us = excluded.ended_us, paused_us = excluded.paused_us, due_on = excluded.due_on,
    strict_due_on = excluded.strict_due_on, late = excluded.late;

-- name: case_clock_list
SELECT name, authority, state, starts_us, due_us, ended_us, paused_us, due_on, strict_due_on, late
FROM case_clock WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1) ORDER BY place;

-- name: case_clock_due
SELECT f.case_id, c.name, c.authority, c.due_us
FROM case_clock c JOIN case_file f ON f.case_key = c.case_key
                  JOIN case_state s ON s.case_key = c.case_key
WHERE c.running = 1 AND c.due_us <= $2 AND f.post_id = $1
  AND (s.stage > $4 OR (($5 >> c.name) & 1) = 0) ORDER BY c.due_us LIMIT $3;

-- name: case_referral_put
INSERT INTO case_referral (case_key, place, authority, state, sent_us, received_us, answered_us,
                           received_on, answered_on, due_on, result)
VALUES ((SELECT case_key FROM case_file WHERE case_id = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10,
        $11)
ON CONFLICT (case_key, place) DO UPDATE SET
    authority = excluded.authority, state = excluded.state, sent_us = excluded.sent_us,
    received_us = excluded.received_us, answered_us = excluded.answered_us,
    received_on = excluded.received_on, answered_on = excluded.answered_on,
    due_on = excluded.due_on, result = excluded.result;

-- name: case_referral_list
SELECT authority, state, sent_us, received_us, answered_us, received_on, answered_on, due_on, result
FROM case_referral WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1)
ORDER BY place;

-- name: case_task_put
INSERT INTO case_task (case_key, place, number, event_seq, done, added_us, done_us, officer)
VALUES ((SELECT case_key FROM case_file WHERE case_id = $1), $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (case_key, place) DO UPDATE SET
    number = excluded.number, event_seq = excluded.event_seq, done = excluded.done,
    added_us = excluded.added_us, done_us = excluded.done_us, officer = excluded.officer;

-- name: case_task_list
SELECT number, event_seq, done, added_us, done_us, officer
FROM case_task WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1) ORDER BY place;
