-- What goes from one mailbox to another.

-- name: handover_draft_list
SELECT * FROM drafts WHERE mailbox_id = :mailbox_id AND status IN ('PENDING_APPROVAL', 'APPROVED')
ORDER BY created_at, id LIMIT :limit;

-- name: handover_owner_forget
-- What the contacts are found by as somebody's: every term of a range.
DELETE FROM record_terms WHERE term >= :low AND term < :high
  AND record_id IN (SELECT contact_id FROM contacts WHERE mailbox_id = :mailbox_id);

-- name: handover_owner_note
INSERT INTO record_terms (term, record_id)
SELECT CAST(:term AS TEXT), contact_id FROM contacts WHERE mailbox_id = :mailbox_id
ON CONFLICT (term, record_id) DO NOTHING;

-- name: handover_owner_set
UPDATE contacts SET user_id = :user_id WHERE mailbox_id = :mailbox_id;

-- name: handover_written_to
UPDATE written_to SET mailbox_id = :to_mailbox_id WHERE mailbox_id = :from_mailbox_id;

-- name: handover_contacts
UPDATE contacts SET mailbox_id = :to_mailbox_id, updated_at = :now, version = version + 1
WHERE mailbox_id = :from_mailbox_id;

-- name: handover_contact_notes
UPDATE contact_notes SET mailbox_id = :to_mailbox_id WHERE mailbox_id = :from_mailbox_id;

-- name: handover_contact_tasks
UPDATE agent_tasks SET mailbox_id = :to_mailbox_id WHERE mailbox_id = :from_mailbox_id;

-- name: handover_enrollments
-- Whoever composes the next step at this moment writes nothing.
UPDATE enrollments SET mailbox_id = :to_mailbox_id, fence = fence + 1, leased_by = NULL, leased_until = NULL
WHERE mailbox_id = :from_mailbox_id AND status IN ('WAITING', 'DRAFTED', 'HELD', 'PAUSED');

-- name: handover_messages
UPDATE messages SET mailbox_id = :to_mailbox_id WHERE mailbox_id = :from_mailbox_id;

-- name: handover_threads
UPDATE threads SET mailbox_id = :to_mailbox_id WHERE mailbox_id = :from_mailbox_id;
