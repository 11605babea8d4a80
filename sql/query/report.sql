-- What the reports are made of; the period is [from_at, to_at).

-- name: report_mails_to
-- What left for a person, at whatever address of theirs, the last first.
SELECT d.id AS draft_id, d.sent_at AS sent_at FROM drafts d
WHERE d.status = 'SENT' AND d.recipient_key IN (SELECT CAST(:email_key AS TEXT) UNION
  SELECT o.email_key FROM contact_addresses m JOIN contact_addresses o ON o.contact_id = m.contact_id WHERE m.email_key = :email_key)
ORDER BY d.sent_at DESC, d.id DESC LIMIT 1000;

-- name: report_receipt
-- Whose mail it was that left, and whose mailbox.
SELECT (SELECT contact_id FROM contact_addresses WHERE email_key = :recipient_key) AS contact_id,
  (SELECT user_id FROM mailboxes WHERE mailbox_id = :mailbox_id) AS user_id;

-- name: report_sent
-- The mails that left, page by page; of who was erased nothing counts. Whose mailbox it was then, the receipt in the trail says.
SELECT d.id AS draft_id, d.sent_at AS sent_at, d.subject AS subject, d.mailbox_id AS mailbox_id, d.source AS source,
  coalesce(c.contact_id, t.key_hash, d.recipient_key) AS person, b.user_id AS user_id, coalesce(e.details, '') AS receipt
FROM drafts d LEFT JOIN contact_addresses c ON c.email_key = d.recipient_key
  LEFT JOIN send_attempts t ON t.draft_id = d.id AND t.state = 'SENT'
  LEFT JOIN mailboxes b ON b.mailbox_id = d.mailbox_id
  LEFT JOIN draft_audit_log a ON a.draft_id = d.id AND a.action = 'confirm_sent'
  LEFT JOIN audit_details e ON e.seq = a.seq
WHERE d.status = 'SENT' AND d.sent_at >= :from_at AND d.sent_at < :to_at AND (d.sent_at, d.id) > (:after_at, :after_id)
  AND seen(d.mailbox_id) AND d.recipient_key <> ''
ORDER BY d.sent_at, d.id LIMIT :limit;

-- name: report_responses
-- What came back for the mails of such a page.
SELECT d.id AS draft_id, e.details AS details
FROM drafts d JOIN draft_audit_log a ON a.draft_id = d.id AND a.action = 'note_response' JOIN audit_details e ON e.seq = a.seq
WHERE d.status = 'SENT' AND d.sent_at >= :from_at AND d.sent_at <= :last_at AND (d.sent_at, d.id) > (:after_at, :after_id)
  AND (d.sent_at, d.id) <= (:last_at, :last_id) AND seen(d.mailbox_id) AND d.recipient_key <> ''
ORDER BY d.sent_at, d.id, a.seq;

-- name: report_decided
-- Decisions of people that stand, with what the draft said at first and says now where an approved one was changed.
SELECT a.seq AS seq, d.source AS source, CASE WHEN a.action = 'approve' THEN 1 ELSE 0 END AS is_approved, d.version AS version,
  CASE WHEN v.version IS NULL THEN '' ELSE d.subject || ' ' || d.body END AS text,
  CASE WHEN v.version IS NULL THEN '' ELSE v.subject || ' ' || v.body END AS first_text,
  CASE WHEN e.details LIKE '%"rule":"claim.contradicted"%' OR e.details LIKE '%"rule":"claim.commitment_unsupported"%'
    THEN 1 ELSE 0 END AS had_wrong_fact
FROM draft_audit_log a JOIN drafts d ON d.id = a.draft_id
  AND CASE WHEN a.action = 'approve' THEN d.approved_at ELSE d.rejected_at END = a.at
  LEFT JOIN draft_versions v ON v.draft_id = d.id AND v.version = 1 AND d.version > 1 AND a.action = 'approve'
  LEFT JOIN draft_audit_log c ON c.draft_id = d.id AND c.action = 'create' LEFT JOIN audit_details e ON e.seq = c.seq
WHERE a.action IN ('approve', 'reject') AND a.at >= :from_at AND a.at < :to_at AND a.seq > :after AND a.mode <> 'system'
  AND seen(d.mailbox_id)
ORDER BY a.seq LIMIT :limit;

-- name: report_steps
-- What people did at the desk, in order.
SELECT a.seq AS seq, a.actor_id AS user_id, a.actor AS name, a.at AS at,
  CASE WHEN a.action IN ('approve', 'reject') THEN 1 ELSE 0 END AS is_decision,
  CASE WHEN a.action IN ('approve', 'reject') THEN a.at - d.created_at END AS queued_ms
FROM draft_audit_log a LEFT JOIN drafts d ON d.id = a.draft_id
WHERE a.action IN ('approve', 'reject', 'edit', 'acknowledge_claim', 'withdraw', 'reopen', 'snooze', 'wake', 'send', 'plan_send',
    'hand_over', 'answer_question', 'decide_proposals')
  AND a.at >= :from_at AND a.at < :to_at AND a.seq > :after AND a.mode IN ('person', 'unverified')
  AND (a.draft_id = '' OR seen_draft_id(a.draft_id))
ORDER BY a.seq LIMIT :limit;

-- name: report_answers
-- The mails that were answered, and who approved the answer.
SELECT a.actor_id AS user_id, CASE WHEN m.sent_at < m.created_at THEN m.sent_at ELSE m.created_at END AS received_at,
  d.sent_at AS sent_at
FROM drafts d JOIN messages m ON m.message_id = d.message_id
  JOIN draft_audit_log a ON a.draft_id = d.id AND a.action = 'approve' AND a.at = d.approved_at AND a.mode IN ('person', 'unverified')
WHERE d.status = 'SENT' AND d.sent_at >= :from_at AND d.sent_at < :to_at AND seen(d.mailbox_id)
ORDER BY d.sent_at, d.id;

-- name: report_deals
-- The worth of each deal, as the CRM writes it.
SELECT currency, amount, stage, changed_at FROM hubspot_deals
WHERE archived = 0 AND amount IS NOT NULL ORDER BY currency, deal_id;

-- name: report_drafts
-- Drafts decided in the period, and those that wait now.
SELECT
  (SELECT count(DISTINCT draft_id) FROM draft_audit_log WHERE action = 'approve' AND at >= :from_at AND at < :to_at
   AND seen_draft_id(draft_id)) AS approved,
  (SELECT count(DISTINCT draft_id) FROM draft_audit_log WHERE action = 'reject' AND at >= :from_at AND at < :to_at
   AND seen_draft_id(draft_id)) AS rejected,
  (SELECT count(*) FROM drafts WHERE status = 'PENDING_APPROVAL' AND seen(mailbox_id)) AS pending;

-- name: report_agents
SELECT (SELECT count(DISTINCT enrollment_id) FROM enrollment_steps WHERE created_at >= :from_at AND created_at < :to_at)
    AS sequences_executed,
  (SELECT count(*) FROM agent_runs WHERE agent = 'prospecting' AND started_at >= :from_at AND started_at < :to_at)
    AS messages_analyzed,
  (SELECT count(*) FROM agent_runs WHERE agent = 'prospecting' AND action = 'draft_required' AND started_at >= :from_at
   AND started_at < :to_at) AS high_intent_identified,
  (SELECT count(*) FROM drafts WHERE seen(mailbox_id) AND created_at >= :from_at AND created_at < :to_at
   AND source LIKE '%"run_id":"%') AS drafts_created,
  (SELECT count(*) FROM drafts WHERE seen(mailbox_id) AND created_at >= :from_at AND created_at < :to_at AND source LIKE '%"run_id":"%'
   AND approved_at IS NOT NULL AND status <> 'REJECTED') AS drafts_approved,
  (SELECT count(*) FROM drafts WHERE seen(mailbox_id) AND created_at >= :from_at AND created_at < :to_at AND source LIKE '%"run_id":"%'
   AND status = 'REJECTED') AS drafts_rejected,
  (SELECT count(*) FROM drafts WHERE seen(mailbox_id) AND created_at >= :from_at AND created_at < :to_at AND source LIKE '%"run_id":"%'
   AND approved_at IS NOT NULL AND version > 1) AS drafts_edited,
  (SELECT count(*) FROM agent_tasks WHERE created_by = 'nurturing' AND created_at >= :from_at AND created_at < :to_at)
    AS follow_ups_scheduled,
  (SELECT count(DISTINCT contact_id_fk) FROM agent_tasks
   WHERE created_by = 'nurturing' AND created_at >= :from_at AND created_at < :to_at) AS contacts_scheduled,
  (SELECT count(DISTINCT t.contact_id_fk) FROM agent_tasks t JOIN contact_addresses c ON c.contact_id = t.contact_id_fk
   JOIN messages m ON m.sender_key = c.email_key AND m.direction = 'in' AND m.kind = 'human_reply'
   AND m.sent_at > t.created_at
   WHERE t.created_by = 'nurturing' AND t.created_at >= :from_at AND t.created_at < :to_at) AS contacts_engaged,
  (SELECT count(*) FROM drafts WHERE seen(mailbox_id) AND created_at >= :from_at AND created_at < :to_at) AS drafts_reviewed,
  (SELECT count(*) FROM drafts WHERE seen(mailbox_id) AND created_at >= :from_at AND created_at < :to_at
   AND checks NOT LIKE '%"passed":false%') AS checks_passed,
  (SELECT count(*) FROM agent_runs WHERE started_at >= :from_at AND started_at < :to_at) AS runs,
  (SELECT count(*) FROM agent_runs WHERE started_at >= :from_at AND started_at < :to_at
   AND output LIKE '%"writer_error":%') AS runs_failed,
  (SELECT coalesce(sum(duration_ms), 0) FROM agent_runs WHERE started_at >= :from_at AND started_at < :to_at) AS run_ms;
