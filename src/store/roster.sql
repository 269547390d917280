-- Who keeps watch: months, turns, leave, and calendar addresses.

-- name: roster_month_put
-- A month that is published is changed turn by turn, never made anew.
INSERT INTO roster_month (agency_id, first_day, post_id, pattern, minimum, rest_hours, squads,
                          basis, made_by, made_us, published_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL)
ON CONFLICT (agency_id, first_day) DO UPDATE
SET pattern = excluded.pattern, minimum = excluded.minimum, rest_hours = excluded.rest_hours,
    squads = excluded.squads, basis = excluded.basis, made_by = excluded.made_by,
    made_us = excluded.made_us
WHERE roster_month.published_us IS NULL;

-- name: roster_month_publish
UPDATE roster_month SET published_us = $3
WHERE agency_id = $1 AND first_day = $2 AND published_us IS NULL;

-- name: roster_months
-- The months of the post that begin in these days, by agency.
SELECT agency_id, first_day, pattern, minimum, rest_hours, squads, basis, made_us,
       coalesce(published_us, 0)
FROM roster_month WHERE post_id = $1 AND first_day BETWEEN $2 AND $3
ORDER BY agency_id, first_day;

-- name: roster_turns
SELECT agency_id, day, slot, officer_id, why, changed_us FROM roster_turn
WHERE post_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day, agency_id, slot, officer_id;

-- name: roster_turns_clear
-- Before a month is made anew.
DELETE FROM roster_turn WHERE agency_id = $1 AND day BETWEEN $2 AND $3;

-- name: roster_turn_add
INSERT INTO roster_turn (agency_id, day, slot, officer_id, post_id, why, changed_us)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: roster_turn_remove
DELETE FROM roster_turn WHERE agency_id = $1 AND day = $2 AND slot = $3 AND officer_id = $4;

-- name: roster_change_add
INSERT INTO roster_change (change_id, post_id, agency_id, day, slot, was, is_now, reason, by, at_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: roster_leave_put
INSERT INTO roster_leave (officer_id, from_day, until_day, post_id, by, at_us)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (officer_id, from_day) DO UPDATE
SET until_day = excluded.until_day, by = excluded.by, at_us = excluded.at_us;

-- name: roster_leave_remove
DELETE FROM roster_leave WHERE officer_id = $1 AND from_day = $2;

-- name: roster_leaves
-- Those that touch these days.
SELECT officer_id, from_day, until_day FROM roster_leave
WHERE post_id = $1 AND from_day <= $3 AND until_day >= $2 ORDER BY officer_id, from_day;

-- name: roster_feed_put
-- A new address ends the old one.
INSERT INTO roster_feed (officer_id, post_id, secret_hash, made_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (officer_id) DO UPDATE SET secret_hash = excluded.secret_hash,
                                       made_us = excluded.made_us;

-- name: roster_feed_remove
DELETE FROM roster_feed WHERE officer_id = $1;

-- name: roster_feed_made
SELECT made_us FROM roster_feed WHERE officer_id = $1;

-- name: roster_feed_owner
-- Whose address it is, while he works here.
SELECT f.officer_id FROM roster_feed f JOIN officer o ON o.officer_id = f.officer_id
WHERE f.post_id = $1 AND f.secret_hash = $2 AND o.disabled_us IS NULL;
