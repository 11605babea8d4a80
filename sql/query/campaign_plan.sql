-- name: campaign_plan_insert
INSERT INTO campaign_plans (campaign_id, made_at, plan_hash, mails) VALUES (:campaign_id, :made_at, :plan_hash, :mails)
ON CONFLICT (campaign_id) DO NOTHING;

-- name: campaign_plan_mail_insert
INSERT INTO campaign_plan_mails (campaign_id, contact_id, step_id, at, mailbox)
VALUES (:campaign_id, :contact_id, :step_id, :at, :mailbox) ON CONFLICT (campaign_id, contact_id, step_id) DO NOTHING;

-- name: campaign_plan_find
SELECT campaign_id, made_at, plan_hash, mails FROM campaign_plans WHERE campaign_id = :campaign_id;

-- name: campaign_plan_list
-- Each planned mail with what became of it, by contact in the order of the plan: the draft that was sent, else the newest. What somebody does not see
-- is not told of.
SELECT p.contact_id AS contact_id, p.step_id AS step_id, p.at AS planned_at, p.mailbox AS planned_mailbox, e.status AS enrollment_status,
  e.reason AS enrollment_reason, d.id AS draft_id, d.status AS draft_status, d.sent_at AS sent_at, d.approved_at AS approved_at, d.verdict AS verdict,
  m.address AS mailbox, c.email AS recipient
FROM campaign_plan_mails p
LEFT JOIN contacts c ON c.contact_id = p.contact_id
LEFT JOIN enrollments e ON e.campaign_id = p.campaign_id AND e.contact_id = p.contact_id
LEFT JOIN drafts d ON d.id = (SELECT x.id FROM enrollment_steps s JOIN drafts x ON x.id = s.draft_id WHERE s.enrollment_id = e.enrollment_id
  AND s.step_id = p.step_id ORDER BY CASE WHEN x.status = 'SENT' THEN 0 ELSE 1 END, s.created_at DESC, x.id LIMIT 1)
LEFT JOIN mailboxes m ON m.mailbox_id = d.mailbox_id
WHERE p.campaign_id = :campaign_id AND (d.id IS NULL OR seen(d.mailbox_id)) AND seen_contact_id(p.contact_id)
ORDER BY p.contact_id, p.at, p.step_id;

-- name: campaign_plan_extra
-- Mails of the campaign that left and were not planned.
SELECT e.contact_id AS contact_id, s.step_id AS step_id, d.sent_at AS sent_at, m.address AS mailbox, d.id AS draft_id, c.email AS recipient
FROM enrollments e JOIN contacts c ON c.contact_id = e.contact_id JOIN enrollment_steps s ON s.enrollment_id = e.enrollment_id
JOIN drafts d ON d.id = s.draft_id AND d.status = 'SENT' LEFT JOIN mailboxes m ON m.mailbox_id = d.mailbox_id
WHERE e.campaign_id = :campaign_id AND seen(d.mailbox_id) AND seen_contact_id(e.contact_id) AND NOT EXISTS (SELECT 1 FROM campaign_plan_mails p
  WHERE p.campaign_id = e.campaign_id AND p.contact_id = e.contact_id AND p.step_id = s.step_id)
ORDER BY e.contact_id, d.sent_at, d.id;
