-- name: segment_get
SELECT segment_id, name, filter, created_at, updated_at, version FROM segments WHERE segment_id = :segment_id;

-- name: segment_list
-- Newest first, after the row (after_at, after_id).
SELECT segment_id, name, filter, created_at, updated_at, version FROM segments
WHERE (created_at, segment_id) < (:after_at, :after_id) ORDER BY created_at DESC, segment_id DESC LIMIT :limit;

-- name: segment_insert
INSERT INTO segments (segment_id, name, filter, created_at, updated_at, version)
VALUES (:segment_id, :name, :filter, :created_at, :updated_at, :version);

-- name: segment_update
UPDATE segments SET name = :name, filter = :filter, updated_at = :updated_at, version = :version WHERE segment_id = :segment_id;

-- name: segment_delete
DELETE FROM segments WHERE segment_id = :segment_id;

-- name: segment_use_count
SELECT count(*) AS campaigns FROM campaigns WHERE segment_id = :segment_id;

-- name: segment_contact_page
-- A page of all contacts that the asker sees, in the order of ids.
SELECT * FROM contacts c WHERE c.contact_id > :after_id AND seen_contact(c) ORDER BY c.contact_id LIMIT :limit;

-- name: campaign_get
SELECT * FROM campaigns WHERE campaign_id = :campaign_id;

-- name: campaign_list
-- Newest first, after the row (after_at, after_id). An empty status: any.
SELECT * FROM campaigns WHERE (created_at, campaign_id) < (:after_at, :after_id)
  AND (CAST(:status AS TEXT) = '' OR status = :status)
ORDER BY created_at DESC, campaign_id DESC LIMIT :limit;

-- name: campaign_insert
INSERT INTO campaigns (campaign_id, name, sequence_id, segment_id, mailboxes, status, created_by, launched_at, ended_at,
  enrolling_after, created_at, updated_at, version)
VALUES (:campaign_id, :name, :sequence_id, :segment_id, :mailboxes, :status, :created_by, :launched_at, :ended_at,
  :enrolling_after, :created_at, :updated_at, :version);

-- name: campaign_update
-- Only what was read: a row of another version stays as it is.
UPDATE campaigns SET name = :name, sequence_id = :sequence_id, segment_id = :segment_id, mailboxes = :mailboxes, status = :status,
  launched_at = :launched_at, ended_at = :ended_at, enrolling_after = :enrolling_after, updated_at = :updated_at, version = :version
WHERE campaign_id = :campaign_id AND version = :version - 1;

-- name: campaign_skip_insert
INSERT INTO campaign_skips (campaign_id, contact_id, rule, words, "until") VALUES (:campaign_id, :contact_id, :rule, :words, :until)
ON CONFLICT (campaign_id, contact_id) DO NOTHING;

-- name: campaign_skip_list
-- In the order of contacts.
SELECT contact_id, rule, words, "until" FROM campaign_skips WHERE campaign_id = :campaign_id AND contact_id > :after_id
  AND seen_contact_id(contact_id) ORDER BY contact_id LIMIT :limit;

-- name: campaign_skip_count
SELECT count(*) AS contacts FROM campaign_skips WHERE campaign_id = :campaign_id;

-- name: segment_company_list
-- The companies of a page of contacts.
SELECT * FROM companies WHERE company_id IN
  (SELECT c.company_id FROM contacts c WHERE c.contact_id > :after_id AND c.contact_id <= :last_id);

-- name: segment_replied_list
-- Those of a page of contacts of whom a person's mail has come since then.
SELECT DISTINCT a.contact_id AS contact_id FROM contact_addresses a
JOIN messages m ON m.sender_key = a.email_key AND m.direction = 'in' AND m.kind = 'human_reply' AND m.sent_at > :since
WHERE a.contact_id > :after_id AND a.contact_id <= :last_id;

-- name: segment_suppressed_list
-- Those of a page of contacts whose first address is suppressed, or who said no at another.
SELECT DISTINCT a.contact_id AS contact_id FROM contact_addresses a JOIN contacts c ON c.contact_id = a.contact_id
JOIN suppressions s ON s.key_hash = a.key_hash
WHERE a.contact_id > :after_id AND a.contact_id <= :last_id
  AND (a.email_key = c.email_key OR s.reason IN ('unsubscribe', 'objection', 'complaint'));

-- name: segment_living_list
-- Those of a page of contacts that are in a sequence.
SELECT contact_id, sequence_id, is_parallel FROM enrollments
WHERE contact_id > :after_id AND contact_id <= :last_id AND status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED')
ORDER BY contact_id, sequence_id;

-- name: campaign_enrolling_find
-- One that still enrols, of the sequence or for the segment.
SELECT campaign_id FROM campaigns WHERE status IN ('RUNNING', 'PAUSED') AND enrolling_after IS NOT NULL
  AND (sequence_id = :sequence_id OR segment_id = :segment_id) ORDER BY campaign_id LIMIT 1;

-- name: campaign_position_list
-- How many enrolments of a campaign stand at which step, by status.
SELECT step_id, status, count(*) AS enrollments, min(next_at) AS next_at FROM enrollments WHERE campaign_id = :campaign_id
GROUP BY step_id, status ORDER BY step_id, status;

-- name: campaign_draft_count_list
-- How many drafts its steps made, by step and status.
SELECT s.step_id AS step_id, d.status AS status, count(*) AS drafts FROM enrollments e
JOIN enrollment_steps s ON s.enrollment_id = e.enrollment_id JOIN drafts d ON d.id = s.draft_id
WHERE e.campaign_id = :campaign_id GROUP BY s.step_id, d.status ORDER BY s.step_id, d.status;

-- name: campaign_open_draft_list
-- Its drafts that wait for a person or for their time.
SELECT d.* FROM enrollments e JOIN enrollment_steps s ON s.enrollment_id = e.enrollment_id JOIN drafts d ON d.id = s.draft_id
WHERE e.campaign_id = :campaign_id AND d.status IN ('PENDING_APPROVAL', 'APPROVED') LIMIT :limit;

-- name: campaign_over_list
-- Those that run, or are paused, with everybody's enrolment over.
SELECT * FROM campaigns c WHERE c.status IN ('RUNNING', 'PAUSED') AND c.enrolling_after IS NULL
  AND NOT EXISTS (SELECT 1 FROM enrollments e WHERE e.campaign_id = c.campaign_id
    AND e.status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED'))
ORDER BY c.campaign_id LIMIT :limit;

-- name: campaign_skip_rule_list
-- How many contacts a launch left out by which rule, with the words and the id of one.
SELECT rule, min(words) AS words, count(*) AS contacts, min(contact_id) AS contact_id FROM campaign_skips
WHERE campaign_id = :campaign_id AND seen_contact_id(contact_id) GROUP BY rule ORDER BY rule;
