-- The people of a post as those see them who let them in and out.

-- name: people_list
SELECT o.officer_id, o.agency_id, o.login, o.name, o.role, o.box_pk, o.must_change, o.signed_in_us,
       coalesce(o.disabled_us, 0),
       o.totp IS NOT NULL OR EXISTS (SELECT 1 FROM passkey p WHERE p.officer_id = o.officer_id),
       EXISTS (SELECT 1 FROM agency_grant g
               WHERE g.officer_id = o.officer_id AND g.agency_id = o.agency_id),
       EXISTS (SELECT 1 FROM custodian_grant c
               WHERE c.officer_id = o.officer_id AND c.agency_id = o.agency_id),
       coalesce((SELECT i.until_us FROM invitation i WHERE i.officer_id = o.officer_id), 0),
       o.added_us
FROM officer o WHERE o.post_id = $1 ORDER BY o.agency_id, o.login LIMIT $2;

-- name: people_set_role
UPDATE officer SET role = $2 WHERE officer_id = $1;

-- name: people_renew
-- A fresh sign-in: what the old password and number opened, the new ones do not.
UPDATE officer SET box_pk = $2, key_file = $3, password = $4, must_change = 1, totp = $5,
       totp_step = 0, tries = 0, locked_until_us = 0, signed_in_us = 0
WHERE officer_id = $1;

-- name: invitation_put
INSERT INTO invitation (officer_id, post_id, until_us) VALUES ($1, $2, $3)
ON CONFLICT (officer_id) DO UPDATE SET until_us = excluded.until_us;

-- name: invitation_until
SELECT until_us FROM invitation WHERE officer_id = $1;
