-- name: send_slot_put
INSERT INTO send_slots (draft_id, version, mailbox_id, key_hash, domain_hash, at)
VALUES (:draft_id, :version, :mailbox_id, :key_hash, :domain_hash, :at)
ON CONFLICT (draft_id) DO UPDATE SET version = excluded.version, mailbox_id = excluded.mailbox_id, key_hash = excluded.key_hash,
  domain_hash = excluded.domain_hash, at = excluded.at;

-- name: send_slot_delete
DELETE FROM send_slots WHERE draft_id = :draft_id;

-- name: send_slot_find
SELECT * FROM send_slots WHERE draft_id = :draft_id AND version = :version;

-- name: send_slot_any
-- Whether any mail has its place reserved.
SELECT count(*) AS slots FROM (SELECT 1 AS one FROM send_slots WHERE at >= :now LIMIT 1) AS reserved;

-- name: send_slot_next
-- When the next reserved mail is to leave.
SELECT min(s.at) AS at FROM send_slots s JOIN drafts d ON d.id = s.draft_id AND d.version = s.version AND d.status = 'APPROVED' WHERE s.at > :now;

-- name: send_slot_rival
-- Whether a mail that is due at the same instant from the same mailbox goes first: by contact, and not tried yet.
SELECT count(*) AS rivals FROM drafts d WHERE d.mailbox_id = :mailbox_id AND d.not_before = :not_before AND d.status = 'APPROVED'
  AND d.contact_id < :contact_id AND d.id <> :draft_id AND NOT EXISTS (SELECT 1 FROM send_slots s WHERE s.draft_id = d.id AND s.version = d.version);

-- name: send_slot_uses
-- What counts against the rates of a mail, oldest first: what left, and with :with_slots what is reserved from now on. `scope` says which of the rates:
-- the mailbox's, the person's, the domain's, the company's. Of a domain or a company only where those are asked for.
WITH person (key_hash) AS (SELECT b.key_hash FROM contact_addresses a JOIN contact_addresses b ON b.contact_id = a.contact_id
    WHERE a.email_key = :recipient_key OR a.alias_key = :alias_key UNION SELECT CAST(:key_hash AS TEXT)),
  colleague (key_hash) AS (SELECT b.key_hash FROM contact_addresses a JOIN contacts c ON c.contact_id = a.contact_id
    JOIN contacts other ON other.company_id = c.company_id JOIN contact_addresses b ON b.contact_id = other.contact_id
    WHERE CAST(:counts_company AS BOOLEAN) AND (a.email_key = :recipient_key OR a.alias_key = :alias_key)),
  slot (mailbox_id, key_hash, domain_hash, at) AS (SELECT s.mailbox_id, s.key_hash, s.domain_hash, s.at FROM send_slots s
    JOIN drafts d ON d.id = s.draft_id AND d.version = s.version AND d.status = 'APPROVED'
    WHERE CAST(:with_slots AS BOOLEAN) AND s.at >= :now AND s.draft_id <> :draft_id)
SELECT 'mailbox' AS scope, at FROM usage_events WHERE mailbox_id = :mailbox_id AND at > :day_from AND released_at IS NULL
UNION ALL SELECT 'mailbox' AS scope, at FROM slot WHERE mailbox_id = :mailbox_id
UNION ALL SELECT 'contact' AS scope, at FROM usage_events WHERE key_hash IN (SELECT p.key_hash FROM person p) AND at > :week_from AND released_at IS NULL
UNION ALL SELECT 'contact' AS scope, at FROM slot WHERE key_hash IN (SELECT p.key_hash FROM person p)
UNION ALL SELECT 'domain' AS scope, at FROM usage_events WHERE domain_hash = :domain_hash AND domain_hash <> '' AND at > :day_from AND released_at IS NULL
UNION ALL SELECT 'domain' AS scope, at FROM slot WHERE domain_hash = :domain_hash AND domain_hash <> ''
UNION ALL SELECT 'company' AS scope, at FROM usage_events WHERE key_hash IN (SELECT c.key_hash FROM colleague c) AND at > :week_from AND released_at IS NULL
UNION ALL SELECT 'company' AS scope, at FROM slot WHERE key_hash IN (SELECT c.key_hash FROM colleague c)
ORDER BY scope, at;

-- name: send_job_run_due
-- Jobs that send, and wait by the machine's clock, are due now; but for those whose draft waits for business time, or for what nobody knows the end of.
-- dialect: sqlite
UPDATE jobs SET run_at = :machine_now WHERE kind = 'send_draft' AND state = 'READY' AND run_at > :machine_now AND NOT EXISTS (
  SELECT 1 FROM drafts d LEFT JOIN send_slots s ON s.draft_id = d.id AND s.version = d.version
  WHERE d.id = json_extract(jobs.payload, '$.draft_id') AND d.status = 'APPROVED'
    AND (d.not_before > :now OR (s.draft_id IS NOT NULL AND (s.at IS NULL OR s.at > :now))));
-- dialect: postgres
UPDATE jobs SET run_at = :machine_now WHERE kind = 'send_draft' AND state = 'READY' AND run_at > :machine_now AND NOT EXISTS (
  SELECT 1 FROM drafts d LEFT JOIN send_slots s ON s.draft_id = d.id AND s.version = d.version
  WHERE d.id = CAST(jobs.payload AS json) ->> 'draft_id' AND d.status = 'APPROVED'
    AND (d.not_before > :now OR (s.draft_id IS NOT NULL AND (s.at IS NULL OR s.at > :now))));

-- name: send_job_next
-- When the next of the others is tried again, by the machine's clock: its provider put it off.
-- dialect: sqlite
SELECT min(run_at) AS at FROM jobs WHERE kind = 'send_draft' AND state = 'READY' AND run_at > :machine_now AND NOT EXISTS (
  SELECT 1 FROM drafts d LEFT JOIN send_slots s ON s.draft_id = d.id AND s.version = d.version
  WHERE d.id = json_extract(jobs.payload, '$.draft_id') AND d.status = 'APPROVED'
    AND (d.not_before > :now OR (s.draft_id IS NOT NULL AND (s.at IS NULL OR s.at > :now))));
-- dialect: postgres
SELECT min(run_at) AS at FROM jobs WHERE kind = 'send_draft' AND state = 'READY' AND run_at > :machine_now AND NOT EXISTS (
  SELECT 1 FROM drafts d LEFT JOIN send_slots s ON s.draft_id = d.id AND s.version = d.version
  WHERE d.id = CAST(jobs.payload AS json) ->> 'draft_id' AND d.status = 'APPROVED'
    AND (d.not_before > :now OR (s.draft_id IS NOT NULL AND (s.at IS NULL OR s.at > :now))));
