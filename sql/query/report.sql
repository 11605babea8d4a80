-- What the outcome reporter counts; the period is [from_at, to_at).

-- name: report_engagement
-- Opens and clicks are not tracked; the subjects are of report_subjects.
SELECT NULL AS opens, NULL AS clicks, '' AS subjects,
  (SELECT count(*) FROM drafts WHERE status = 'SENT' AND sent_at >= :from_at AND sent_at < :to_at) AS sent,
  (SELECT count(DISTINCT a.key_hash) FROM drafts d JOIN send_attempts a ON a.draft_id = d.id AND a.state = 'SENT'
   WHERE d.status = 'SENT' AND d.sent_at >= :from_at AND d.sent_at < :to_at) AS contacts,
  (SELECT count(*) FROM drafts d WHERE d.status = 'SENT' AND d.sent_at >= :from_at AND d.sent_at < :to_at AND EXISTS (
     SELECT 1 FROM messages m WHERE m.thread_id = d.thread_id AND m.direction = 'in' AND m.kind = 'human_reply'
     AND m.sender_key = d.recipient_key AND m.sent_at > d.sent_at)) AS replied,
  (SELECT count(*) FROM drafts d WHERE d.status = 'SENT' AND d.sent_at >= :from_at AND d.sent_at < :to_at AND EXISTS (
     SELECT 1 FROM send_attempts a JOIN suppressions s ON s.key_hash = a.key_hash AND s.reason = 'hard_bounce'
     WHERE a.draft_id = d.id AND a.state = 'SENT' AND s.created_at >= d.sent_at)) AS hard_bounces,
  (SELECT count(*) FROM suppressions s WHERE s.reason = 'unsubscribe' AND s.created_at >= :from_at
   AND s.created_at < :to_at AND EXISTS (SELECT 1 FROM usage_events u WHERE u.key_hash = s.key_hash
   AND u.attempt_id IS NOT NULL AND u.released_at IS NULL)) AS unsubscribes,
  (SELECT count(*) FROM suppressions s WHERE s.reason = 'complaint' AND s.created_at >= :from_at
   AND s.created_at < :to_at AND EXISTS (SELECT 1 FROM usage_events u WHERE u.key_hash = s.key_hash
   AND u.attempt_id IS NOT NULL AND u.released_at IS NULL)) AS complaints,
  (SELECT count(DISTINCT draft_id) FROM draft_audit_log WHERE action = 'approve' AND at >= :from_at AND at < :to_at)
    AS drafts_approved,
  (SELECT count(DISTINCT draft_id) FROM draft_audit_log WHERE action = 'reject' AND at >= :from_at AND at < :to_at)
    AS drafts_rejected,
  (SELECT count(*) FROM drafts WHERE status = 'PENDING_APPROVAL') AS drafts_pending;

-- name: report_subjects
SELECT d.subject AS subject_line, count(*) AS sent, sum(CASE WHEN EXISTS (
    SELECT 1 FROM messages m WHERE m.thread_id = d.thread_id AND m.direction = 'in' AND m.kind = 'human_reply'
    AND m.sender_key = d.recipient_key AND m.sent_at > d.sent_at) THEN 1 ELSE 0 END) AS replied
FROM drafts d WHERE d.status = 'SENT' AND d.sent_at >= :from_at AND d.sent_at < :to_at AND seen(d.mailbox_id)
GROUP BY d.subject ORDER BY count(*) DESC, d.subject LIMIT 50;

-- name: report_funnel
-- Of the contacts that were written to in the period: those who answered, and what their answers said. Opens and clicks
-- are not tracked; the pipeline comes from report_pipeline.
SELECT NULL AS opened, NULL AS clicked, '' AS pipeline, count(*) AS reached, coalesce(sum(replied), 0) AS replied, coalesce(sum(qualified), 0) AS qualified,
  coalesce(sum(demo_requested), 0) AS demo_requested
FROM (
  SELECT d.recipient_key,
    max(CASE WHEN m.message_id IS NULL THEN 0 ELSE 1 END) AS replied,
    max(CASE WHEN m.analysis LIKE '%"interested":true%' OR m.analysis LIKE '%"pricing":true%'
      OR m.analysis LIKE '%"timeline":true%' OR m.analysis LIKE '%"legal_or_security_review":true%' THEN 1 ELSE 0 END)
      AS qualified,
    max(CASE WHEN m.analysis LIKE '%"meeting_request":true%' THEN 1 ELSE 0 END) AS demo_requested
  FROM drafts d
  LEFT JOIN messages m ON m.thread_id = d.thread_id AND m.direction = 'in' AND m.kind = 'human_reply'
    AND m.sender_key = d.recipient_key AND m.sent_at > d.sent_at
  WHERE d.status = 'SENT' AND d.sent_at >= :from_at AND d.sent_at < :to_at
  GROUP BY d.recipient_key) AS contact;

-- name: report_pipeline
-- The worth of each open deal, as the CRM writes it. A deal is closed by its stage.
SELECT currency, amount FROM hubspot_deals
WHERE archived = 0 AND amount IS NOT NULL AND lower(stage) NOT IN ('closedwon', 'closedlost') ORDER BY currency, deal_id;

-- name: report_agents
-- There are no sequences in this version.
SELECT NULL AS sequences_executed,
  (SELECT count(*) FROM agent_runs WHERE agent = 'prospecting' AND started_at >= :from_at AND started_at < :to_at)
    AS messages_analyzed,
  (SELECT count(*) FROM agent_runs WHERE agent = 'prospecting' AND action = 'draft_required' AND started_at >= :from_at
   AND started_at < :to_at) AS high_intent_identified,
  (SELECT count(*) FROM drafts WHERE created_at >= :from_at AND created_at < :to_at
   AND source LIKE '%"run_id":"%') AS drafts_created,
  (SELECT count(*) FROM drafts WHERE created_at >= :from_at AND created_at < :to_at AND source LIKE '%"run_id":"%'
   AND approved_at IS NOT NULL AND status <> 'REJECTED') AS drafts_approved,
  (SELECT count(*) FROM drafts WHERE created_at >= :from_at AND created_at < :to_at AND source LIKE '%"run_id":"%'
   AND status = 'REJECTED') AS drafts_rejected,
  (SELECT count(*) FROM drafts WHERE created_at >= :from_at AND created_at < :to_at AND source LIKE '%"run_id":"%'
   AND approved_at IS NOT NULL AND version > 1) AS drafts_edited,
  (SELECT count(*) FROM agent_tasks WHERE created_by = 'nurturing' AND created_at >= :from_at AND created_at < :to_at)
    AS follow_ups_scheduled,
  (SELECT count(DISTINCT contact_id_fk) FROM agent_tasks
   WHERE created_by = 'nurturing' AND created_at >= :from_at AND created_at < :to_at) AS contacts_scheduled,
  (SELECT count(DISTINCT t.contact_id_fk) FROM agent_tasks t JOIN contact_addresses c ON c.contact_id = t.contact_id_fk
   JOIN messages m ON m.sender_key = c.email_key AND m.direction = 'in' AND m.kind = 'human_reply'
   AND m.sent_at > t.created_at
   WHERE t.created_by = 'nurturing' AND t.created_at >= :from_at AND t.created_at < :to_at) AS contacts_engaged,
  (SELECT count(*) FROM drafts WHERE created_at >= :from_at AND created_at < :to_at) AS drafts_reviewed,
  (SELECT count(*) FROM drafts WHERE created_at >= :from_at AND created_at < :to_at
   AND checks NOT LIKE '%"passed":false%') AS checks_passed,
  (SELECT count(*) FROM agent_runs WHERE started_at >= :from_at AND started_at < :to_at) AS runs,
  (SELECT count(*) FROM agent_runs WHERE started_at >= :from_at AND started_at < :to_at
   AND output LIKE '%"writer_error":%') AS runs_failed,
  (SELECT coalesce(sum(duration_ms), 0) FROM agent_runs WHERE started_at >= :from_at AND started_at < :to_at) AS run_ms;
