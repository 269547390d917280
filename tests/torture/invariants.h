/*
 * invariants: what the tables must say of each other, whatever happened. Each is a
 * count that must be nought, and what it would mean if it were not.
 */
#pragma once

static const struct {
    const char *what, *sql;
} invariants[] = {
    { "a case without its first event",
      "SELECT count(*) FROM case_file f WHERE NOT EXISTS"
      " (SELECT 1 FROM case_event e WHERE e.case_key = f.case_key AND e.seq = 0)" },
    { "an event without a case",
      "SELECT count(*) FROM case_event WHERE case_key NOT IN (SELECT case_key FROM case_file)" },
    { "an event without its leaf",
      "SELECT count(*) FROM case_event WHERE log_index NOT IN (SELECT log_index FROM log_entry)" },
    { "one leaf of two events", "SELECT count(*) - count(DISTINCT log_index) FROM case_event" },
    { "a leaf of nothing",
      "SELECT count(*) FROM log_entry WHERE log_index NOT IN (SELECT log_index FROM case_event"
      " UNION ALL SELECT log_index FROM log_event)" },
    { "a gap in a case's events",
      "SELECT count(*) FROM (SELECT case_key FROM case_event GROUP BY case_key"
      " HAVING max(seq) + 1 <> count(*))" },
    { "a gap in the log", "SELECT coalesce(max(log_index) + 1, 0) - count(*) FROM log_entry" },
    { "a case with fewer than two holders",
      "SELECT count(*) FROM case_file f WHERE (SELECT count(*) FROM case_grant g"
      " WHERE g.case_key = f.case_key) < 2" },
    { "a case without its state",
      "SELECT count(*) FROM case_file f LEFT JOIN case_state s USING (case_key)"
      " WHERE s.case_key IS NULL OR s.title IS NULL OR s.events <>"
      " (SELECT count(*) FROM case_event e WHERE e.case_key = f.case_key)" },
    { "an agency's list that is not its grants",
      "SELECT (SELECT count(*) FROM case_grant) - count(*) FROM case_desk"
      " JOIN case_grant USING (case_key, agency_key)" },
    { "an answer kept for a case that is not there",
      "SELECT count(*) FROM idempotency WHERE case_id NOT IN (SELECT case_id FROM case_file)" },
    { "a report with a name that is nowhere", /* enum report_mode: 1 is anonymous */
      "SELECT count(*) FROM case_state s JOIN case_file f USING (case_key) WHERE s.mode > 1"
      " AND f.case_id NOT IN (SELECT case_id FROM case_identity)" },
    { "a sealed name without its shares",
      "SELECT count(*) FROM case_identity i JOIN case_file f USING (case_id) JOIN case_state s"
      " USING (case_key) WHERE s.mode = 2"
      " AND (SELECT count(*) FROM case_share h WHERE h.case_id = i.case_id) < 3" },
    { "a row that refers to nothing", "SELECT count(*) FROM pragma_foreign_key_check" },
    { "a damaged page",
      "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'" },
};
