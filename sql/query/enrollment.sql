-- Enrolments, what their steps made, and the facts by which the gate judges their drafts.

-- name: enrollment_insert
-- Nothing where the contact is in a living one that excludes it.
INSERT INTO enrollments (enrollment_id, sequence_id, sequence_version, contact_id, campaign_id, mailbox_id, user_id, batch_id,
  company_domain, is_parallel, status, reason, step_id, next_at, last_at, draft_ids, wake_at, replied_at, leased_by, leased_until,
  fence, created_at, updated_at, version)
VALUES (:enrollment_id, :sequence_id, :sequence_version, :contact_id, :campaign_id, :mailbox_id, :user_id, :batch_id,
  :company_domain, :is_parallel, :status, :reason, :step_id, :next_at, :last_at, :draft_ids, :wake_at, :replied_at, NULL, NULL,
  0, :created_at, :updated_at, :version)
ON CONFLICT DO NOTHING;

-- name: enrollment_get
SELECT e.* FROM enrollments e JOIN contacts c ON c.contact_id = e.contact_id
WHERE e.enrollment_id = :enrollment_id AND seen_contact(c);

-- name: enrollment_update
-- Ends the lease of who works at it, so that they write nothing of what they read before.
UPDATE enrollments SET contact_id = :contact_id, mailbox_id = :mailbox_id, sequence_version = :sequence_version, status = :status,
  reason = :reason, step_id = :step_id, next_at = :next_at, last_at = :last_at, draft_ids = :draft_ids, wake_at = :wake_at,
  replied_at = :replied_at, leased_by = NULL, leased_until = NULL, fence = fence + 1, updated_at = :updated_at, version = :version
WHERE enrollment_id = :enrollment_id AND version = :version - 1;

-- name: enrollment_claim
-- Leases those that are due, the longest due first. What waits for another node's lease is not looked at twice.
UPDATE enrollments SET leased_by = :worker, leased_until = :leased_until, fence = fence + 1
WHERE enrollment_id IN (SELECT d.enrollment_id FROM enrollments d WHERE d.wake_at <= :now
    AND (d.leased_until IS NULL OR d.leased_until <= :machine_now) ORDER BY d.wake_at, d.contact_id LIMIT :limit)
  AND wake_at <= :now AND (leased_until IS NULL OR leased_until <= :machine_now)
RETURNING *;

-- name: enrollment_lease_end
-- When the first lease on what is due ends.
SELECT min(leased_until) AS at FROM enrollments WHERE wake_at <= :now AND leased_until > :machine_now;

-- name: enrollment_renew
UPDATE enrollments SET leased_until = :leased_until WHERE enrollment_id = :enrollment_id AND fence = :fence;

-- name: enrollment_fence
-- Whether the lease is still theirs who claimed it; on PostgreSQL the row stays locked until the transaction ends.
UPDATE enrollments SET leased_until = leased_until WHERE enrollment_id = :enrollment_id AND fence = :fence;

-- name: enrollment_list
-- One page, in the order of ids. An empty filter matches all.
SELECT e.* FROM enrollments e JOIN contacts c ON c.contact_id = e.contact_id
WHERE e.enrollment_id > :after_id
  AND (CAST(:sequence_id AS TEXT) = '' OR e.sequence_id = :sequence_id)
  AND (CAST(:campaign_id AS TEXT) = '' OR e.campaign_id = :campaign_id)
  AND (CAST(:contact_id AS TEXT) = '' OR e.contact_id = :contact_id)
  AND (CAST(:status AS TEXT) = '' OR e.status = :status)
  AND seen_contact(c)
ORDER BY e.enrollment_id LIMIT :limit;

-- name: enrollment_list_living_of_contact
SELECT * FROM enrollments WHERE contact_id = :contact_id AND status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED')
ORDER BY created_at, enrollment_id;

-- name: enrollment_list_living_of_company
-- Those of the colleagues of a contact.
SELECT * FROM enrollments WHERE company_domain = :company_domain AND contact_id <> :contact_id
  AND status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED')
ORDER BY enrollment_id;

-- name: enrollment_list_living_of_hash
-- Of whoever has the address of this hash.
SELECT e.* FROM contact_addresses a JOIN enrollments e ON e.contact_id = a.contact_id
WHERE a.key_hash = :key_hash AND e.status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED')
ORDER BY e.enrollment_id;

-- name: enrollment_find_of_draft
SELECT e.* FROM enrollment_steps s JOIN enrollments e ON e.enrollment_id = s.enrollment_id WHERE s.draft_id = :draft_id;

-- name: enrollment_step_list
SELECT * FROM enrollment_steps WHERE enrollment_id = :enrollment_id ORDER BY created_at, step_id;

-- name: enrollment_step_of_task
SELECT * FROM enrollment_steps WHERE task_id = :task_id;

-- name: enrollment_list_of_thread
-- Those whose mail belongs to the thread.
SELECT DISTINCT e.* FROM drafts d JOIN enrollment_steps s ON s.draft_id = d.id JOIN enrollments e ON e.enrollment_id = s.enrollment_id
WHERE d.thread_id = :thread_id AND e.status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED')
ORDER BY e.enrollment_id;

-- name: enrollment_count_earlier
SELECT count(*) AS enrollments FROM enrollments WHERE contact_id = :contact_id AND sequence_id = :sequence_id;

-- name: enrollment_count
-- By status, of a sequence or of a campaign.
SELECT status, count(*) AS enrollments FROM enrollments
WHERE (CAST(:sequence_id AS TEXT) = '' OR sequence_id = :sequence_id) AND (CAST(:campaign_id AS TEXT) = '' OR campaign_id = :campaign_id)
GROUP BY status ORDER BY status;

-- name: enrollment_wake_campaign
-- Whatever its state: the scheduler sees what became of the campaign. Who works at one by what the campaign was before writes nothing.
UPDATE enrollments SET wake_at = :now, leased_by = NULL, leased_until = NULL, fence = fence + 1 WHERE campaign_id = :campaign_id AND status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED');

-- name: enrollment_wake_incomplete
-- What waits for a field of its contact. Who works at one by what the contact was before writes nothing.
UPDATE enrollments SET wake_at = :now, leased_by = NULL, leased_until = NULL, fence = fence + 1
WHERE contact_id = :contact_id AND status = 'HELD' AND reason LIKE '{"rule":"template.%';

-- name: enrollment_next_due
-- How much is due, and when something is next; for a clock that is set.
SELECT (SELECT count(*) FROM enrollments WHERE wake_at <= :now) AS due,
  (SELECT min(wake_at) FROM enrollments WHERE wake_at > :now) AS next_at;

-- name: enrollment_step_insert
INSERT INTO enrollment_steps (enrollment_id, step_id, variant_id, draft_id, task_id, created_at)
VALUES (:enrollment_id, :step_id, :variant_id, :draft_id, :task_id, :created_at);

-- name: enrollment_last_sent
-- The newest mail of the enrolment that left.
SELECT d.* FROM enrollment_steps s JOIN drafts d ON d.id = s.draft_id
WHERE s.enrollment_id = :enrollment_id AND d.status = 'SENT' ORDER BY d.sent_at DESC, d.id DESC LIMIT 1;

-- name: enrollment_drafts
-- Those that have not left, and may still.
SELECT d.* FROM enrollment_steps s JOIN drafts d ON d.id = s.draft_id
WHERE s.enrollment_id = :enrollment_id AND d.status IN ('PENDING_APPROVAL', 'APPROVED', 'SENDING', 'OUTCOME_UNKNOWN')
ORDER BY d.created_at, d.id;

-- name: enrollment_claimed_at
SELECT max(started_at) AS at FROM send_attempts WHERE draft_id = :draft_id AND state IN ('STARTED', 'UNKNOWN');

-- name: enrollment_gate_facts
-- What the gate knows of a draft's enrolment: its state, its campaign's, whether the contact is away, and in an older one that
-- excludes it.
SELECT e.enrollment_id AS enrollment_id, e.status AS status, e.reason AS reason, e.replied_at AS replied_at, c.status AS campaign_status,
  c.name AS campaign_name, e.sequence_id AS sequence_id, e.sequence_version AS sequence_version, e.contact_id AS contact_id,
  e.step_id AS step_id, e.next_at AS next_at, e.draft_ids AS draft_ids,
  (SELECT a.until FROM contact_absences a WHERE a.contact_id = e.contact_id AND a.until > :now) AS absent_until,
  (SELECT o.sequence_id FROM enrollments o WHERE o.contact_id = e.contact_id AND o.enrollment_id <> e.enrollment_id
    AND NOT o.is_parallel AND NOT e.is_parallel AND o.status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED')
    AND (o.created_at, o.enrollment_id) < (e.created_at, e.enrollment_id) LIMIT 1) AS other_sequence_id
FROM enrollments e LEFT JOIN campaigns c ON c.campaign_id = e.campaign_id WHERE e.enrollment_id = :enrollment_id;

-- name: absence_save
-- The latest return counts.
INSERT INTO contact_absences (contact_id, message_id, until, noted_at) VALUES (:contact_id, :message_id, :until, :noted_at)
ON CONFLICT (contact_id) DO UPDATE SET message_id = excluded.message_id, until = excluded.until, noted_at = excluded.noted_at
WHERE contact_absences.until < excluded.until;

-- name: absence_find
SELECT contact_id, message_id, until, noted_at FROM contact_absences WHERE contact_id = :contact_id AND until > :now;

-- name: soft_bounce_insert
INSERT INTO soft_bounces (message_id, key_hash, at) VALUES (:message_id, :key_hash, :at) ON CONFLICT DO NOTHING;

-- name: soft_bounce_count
SELECT count(*) AS bounces FROM soft_bounces WHERE key_hash = :key_hash AND at > :from;

-- name: absence_join
-- The later return counts for both.
INSERT INTO contact_absences (contact_id, message_id, until, noted_at)
SELECT CAST(:to_id AS TEXT), message_id, until, noted_at FROM contact_absences WHERE contact_id = :from_id
ON CONFLICT (contact_id) DO UPDATE SET message_id = excluded.message_id, until = excluded.until, noted_at = excluded.noted_at
WHERE contact_absences.until < excluded.until;

-- name: absence_delete
DELETE FROM contact_absences WHERE contact_id = :contact_id;

-- name: enrollment_standing_list
-- Living enrolments without a draft that says what keeps it: by status and rule, a few of each, with how many there are. Of a mailbox, or of all.
-- dialect: sqlite
SELECT status, rule, reason, enrollment_id, enrollments, next_at FROM (
  SELECT s.status, s.rule, s.reason, s.enrollment_id, count(*) OVER together AS enrollments, min(s.next_at) OVER together AS next_at,
    row_number() OVER (PARTITION BY s.status, s.rule ORDER BY s.enrollment_id) AS place
  FROM (SELECT e.status, e.reason, e.enrollment_id, e.next_at,
      CASE WHEN e.reason IS NULL OR e.status IN ('WAITING', 'DRAFTED', 'FINISHED') THEN '' ELSE json_extract(e.reason, '$.rule') END AS rule
    FROM enrollments e JOIN contacts c ON c.contact_id = e.contact_id
    WHERE e.status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED')
      AND (CAST(:mailbox_id AS TEXT) = '' OR e.mailbox_id = :mailbox_id) AND seen_contact(c)
      AND NOT EXISTS (SELECT 1 FROM enrollment_steps t JOIN drafts d ON d.id = t.draft_id
        WHERE t.enrollment_id = e.enrollment_id AND d.status IN ('PENDING_APPROVAL', 'APPROVED', 'SENDING', 'OUTCOME_UNKNOWN'))) AS s
  WINDOW together AS (PARTITION BY s.status, s.rule)) AS numbered
WHERE place <= :limit ORDER BY status, rule, enrollment_id;
-- dialect: postgres
SELECT status, rule, reason, enrollment_id, enrollments, next_at FROM (
  SELECT s.status, s.rule, s.reason, s.enrollment_id, count(*) OVER together AS enrollments, min(s.next_at) OVER together AS next_at,
    row_number() OVER (PARTITION BY s.status, s.rule ORDER BY s.enrollment_id) AS place
  FROM (SELECT e.status, e.reason, e.enrollment_id, e.next_at,
      CASE WHEN e.reason IS NULL OR e.status IN ('WAITING', 'DRAFTED', 'FINISHED') THEN '' ELSE CAST(e.reason AS json) ->> 'rule' END AS rule
    FROM enrollments e JOIN contacts c ON c.contact_id = e.contact_id
    WHERE e.status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED')
      AND (CAST(:mailbox_id AS TEXT) = '' OR e.mailbox_id = :mailbox_id) AND seen_contact(c)
      AND NOT EXISTS (SELECT 1 FROM enrollment_steps t JOIN drafts d ON d.id = t.draft_id
        WHERE t.enrollment_id = e.enrollment_id AND d.status IN ('PENDING_APPROVAL', 'APPROVED', 'SENDING', 'OUTCOME_UNKNOWN'))) AS s
  WINDOW together AS (PARTITION BY s.status, s.rule)) AS numbered
WHERE place <= :limit ORDER BY status, rule, enrollment_id;

-- name: enrollment_standing_list_of_campaign
-- The same of a campaign, also those that are over.
-- dialect: sqlite
SELECT status, rule, reason, enrollment_id, enrollments, next_at FROM (
  SELECT s.status, s.rule, s.reason, s.enrollment_id, count(*) OVER together AS enrollments, min(s.next_at) OVER together AS next_at,
    row_number() OVER (PARTITION BY s.status, s.rule ORDER BY s.enrollment_id) AS place
  FROM (SELECT e.status, e.reason, e.enrollment_id, e.next_at,
      CASE WHEN e.reason IS NULL OR e.status IN ('WAITING', 'DRAFTED', 'FINISHED') THEN '' ELSE json_extract(e.reason, '$.rule') END AS rule
    FROM enrollments e JOIN contacts c ON c.contact_id = e.contact_id
    WHERE e.campaign_id = :campaign_id
      AND (CAST(:mailbox_id AS TEXT) = '' OR e.mailbox_id = :mailbox_id) AND seen_contact(c)
      AND NOT EXISTS (SELECT 1 FROM enrollment_steps t JOIN drafts d ON d.id = t.draft_id
        WHERE t.enrollment_id = e.enrollment_id AND d.status IN ('PENDING_APPROVAL', 'APPROVED', 'SENDING', 'OUTCOME_UNKNOWN'))) AS s
  WINDOW together AS (PARTITION BY s.status, s.rule)) AS numbered
WHERE place <= :limit ORDER BY status, rule, enrollment_id;
-- dialect: postgres
SELECT status, rule, reason, enrollment_id, enrollments, next_at FROM (
  SELECT s.status, s.rule, s.reason, s.enrollment_id, count(*) OVER together AS enrollments, min(s.next_at) OVER together AS next_at,
    row_number() OVER (PARTITION BY s.status, s.rule ORDER BY s.enrollment_id) AS place
  FROM (SELECT e.status, e.reason, e.enrollment_id, e.next_at,
      CASE WHEN e.reason IS NULL OR e.status IN ('WAITING', 'DRAFTED', 'FINISHED') THEN '' ELSE CAST(e.reason AS json) ->> 'rule' END AS rule
    FROM enrollments e JOIN contacts c ON c.contact_id = e.contact_id
    WHERE e.campaign_id = :campaign_id
      AND (CAST(:mailbox_id AS TEXT) = '' OR e.mailbox_id = :mailbox_id) AND seen_contact(c)
      AND NOT EXISTS (SELECT 1 FROM enrollment_steps t JOIN drafts d ON d.id = t.draft_id
        WHERE t.enrollment_id = e.enrollment_id AND d.status IN ('PENDING_APPROVAL', 'APPROVED', 'SENDING', 'OUTCOME_UNKNOWN'))) AS s
  WINDOW together AS (PARTITION BY s.status, s.rule)) AS numbered
WHERE place <= :limit ORDER BY status, rule, enrollment_id;
