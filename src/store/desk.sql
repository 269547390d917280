-- Each agency's lists. One row of case_desk for each grant; a page is read in
-- the order of one index and stops at its last row. "After" is the last row of
-- the page before. A filter that is not set is 0 or ''. Cases that the officer stepped back from
-- are left out; he owns none of those.

-- name: desk_put
-- The rows of a case, for all that have a grant.
INSERT INTO case_desk (case_key, agency_key, open, sort_us, owner, asked, referred, category,
                       kecamatan)
SELECT g.case_key, g.agency_key, $2, $3, $4, $5, $6, $7, $8
FROM case_grant g WHERE g.case_key = (SELECT case_key FROM case_file WHERE case_id = $1)
ON CONFLICT (case_key, agency_key) DO UPDATE SET
    open = excluded.open, sort_us = excluded.sort_us, owner = excluded.owner,
    asked = excluded.asked, referred = excluded.referred, category = excluded.category,
    kecamatan = excluded.kecamatan;

-- name: desk_clear
DELETE FROM case_desk WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1);

-- name: desk_right
-- Grants of a case, its rows here, and how many of those are what desk_put would write.
SELECT (SELECT count(*) FROM case_grant g WHERE g.case_key = f.case_key),
       (SELECT count(*) FROM case_desk d WHERE d.case_key = f.case_key),
       (SELECT count(*) FROM case_desk d
        JOIN case_grant g ON g.case_key = d.case_key AND g.agency_key = d.agency_key
        WHERE d.case_key = f.case_key AND d.open = $2 AND d.sort_us = $3
          AND d.owner IS NOT DISTINCT FROM $4 AND d.asked = $5 AND d.referred = $6
          AND d.category = $7 AND d.kecamatan = $8)
FROM case_file f WHERE f.case_id = $1;

-- name: desk_remove
DELETE FROM case_desk WHERE case_key = (SELECT case_key FROM case_file WHERE case_id = $1)
                        AND agency_key = (SELECT agency_key FROM agency WHERE agency_id = $2);

-- name: desk_keys
-- The internal keys of an agency and of the case a page goes on after (0: from the first).
SELECT a.agency_key, coalesce((SELECT case_key FROM case_file WHERE case_id = $2), 0)
FROM agency a WHERE a.agency_id = $1;

-- name: desk_page_all
SELECT case_key, sort_us FROM case_desk
WHERE agency_key = $1 AND (sort_us, case_key) > ($2, $3)
  AND ($4 = 0 OR category = $4) AND ($5 = '' OR kecamatan = $5) AND open = $7
  AND case_key NOT IN (SELECT case_key FROM case_recusal WHERE officer_id = $8)
ORDER BY sort_us, case_key LIMIT $6;

-- name: desk_page_mine
SELECT case_key, sort_us FROM case_desk
WHERE agency_key = $1 AND (sort_us, case_key) > ($2, $3)
  AND ($4 = 0 OR category = $4) AND ($5 = '' OR kecamatan = $5) AND open = 1 AND owner = $7
ORDER BY sort_us, case_key LIMIT $6;

-- name: desk_page_unassigned
SELECT case_key, sort_us FROM case_desk
WHERE agency_key = $1 AND (sort_us, case_key) > ($2, $3)
  AND ($4 = 0 OR category = $4) AND ($5 = '' OR kecamatan = $5) AND open = 1 AND owner IS NULL
  AND case_key NOT IN (SELECT case_key FROM case_recusal WHERE officer_id = $7)
ORDER BY sort_us, case_key LIMIT $6;

-- name: desk_page_asked
SELECT case_key, sort_us FROM case_desk
WHERE agency_key = $1 AND (sort_us, case_key) > ($2, $3)
  AND ($4 = 0 OR category = $4) AND ($5 = '' OR kecamatan = $5) AND open = 1 AND asked = 1
  AND case_key NOT IN (SELECT case_key FROM case_recusal WHERE officer_id = $7)
ORDER BY sort_us, case_key LIMIT $6;

-- name: desk_page_referred
SELECT case_key, sort_us FROM case_desk
WHERE agency_key = $1 AND (sort_us, case_key) > ($2, $3)
  AND ($4 = 0 OR category = $4) AND ($5 = '' OR kecamatan = $5) AND open = 1 AND referred = 1
  AND case_key NOT IN (SELECT case_key FROM case_recusal WHERE officer_id = $7)
ORDER BY sort_us, case_key LIMIT $6;

-- name: desk_row
-- The grant is joined again: a row of case_desk alone shows nothing.
SELECT s.number, s.received_us, s.stage, s.category, s.mode, s.intake, s.urgency, s.waiting,
       s.kecamatan, s.last_us, s.owner, s.unread, s.withdrawn, s.merged, s.title, g.serial,
       g.sealed, g.cached, s.next_clock, s.next_authority, s.next_due_us, s.next_due_on, s.case_id,
       g.key_serial
FROM case_grant g JOIN case_state s ON s.case_key = g.case_key
WHERE g.case_key = $1 AND g.agency_key = $2;

-- name: desk_count_all
SELECT count(*) FROM (SELECT 1 FROM case_desk
    WHERE agency_key = $1 AND ($2 = 0 OR category = $2) AND ($3 = '' OR kecamatan = $3)
      AND open = $5
      AND case_key NOT IN (SELECT case_key FROM case_recusal WHERE officer_id = $6)
    LIMIT $4) AS some;

-- name: desk_count_mine
SELECT count(*) FROM (SELECT 1 FROM case_desk
    WHERE agency_key = $1 AND ($2 = 0 OR category = $2) AND ($3 = '' OR kecamatan = $3)
      AND open = 1 AND owner = $5 LIMIT $4) AS some;

-- name: desk_count_unassigned
SELECT count(*) FROM (SELECT 1 FROM case_desk
    WHERE agency_key = $1 AND ($2 = 0 OR category = $2) AND ($3 = '' OR kecamatan = $3)
      AND open = 1 AND owner IS NULL
      AND case_key NOT IN (SELECT case_key FROM case_recusal WHERE officer_id = $5)
    LIMIT $4) AS some;

-- name: desk_count_asked
SELECT count(*) FROM (SELECT 1 FROM case_desk
    WHERE agency_key = $1 AND ($2 = 0 OR category = $2) AND ($3 = '' OR kecamatan = $3)
      AND open = 1 AND asked = 1
      AND case_key NOT IN (SELECT case_key FROM case_recusal WHERE officer_id = $5)
    LIMIT $4) AS some;

-- name: desk_count_referred
SELECT count(*) FROM (SELECT 1 FROM case_desk
    WHERE agency_key = $1 AND ($2 = 0 OR category = $2) AND ($3 = '' OR kecamatan = $3)
      AND open = 1 AND referred = 1
      AND case_key NOT IN (SELECT case_key FROM case_recusal WHERE officer_id = $5)
    LIMIT $4) AS some;
