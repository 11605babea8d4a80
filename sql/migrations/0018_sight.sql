-- Who sees what: how a contact came to be known, and the mailbox in which a note or a task about somebody lies.

-- person, import: by hand or from a list, and seen by everybody; mail: seen by those who see mail of theirs.
ALTER TABLE contacts ADD COLUMN came_by TEXT NOT NULL DEFAULT 'person' CONSTRAINT contact_came_by_known
  CHECK (came_by IN ('person', 'import', 'mail'));
UPDATE contacts SET came_by = 'import'
WHERE EXISTS (SELECT 1 FROM contact_addresses a WHERE a.contact_id = contacts.contact_id AND a.linked_by = 'import');
-- What a mail or a draft makes begins with its address, without anything that a person or a CRM says.
UPDATE contacts SET came_by = 'mail' WHERE came_by = 'person' AND source = '' AND basis IS NULL
  AND NOT EXISTS (SELECT 1 FROM contact_addresses a WHERE a.contact_id = contacts.contact_id AND a.linked_by = 'person')
  AND NOT EXISTS (SELECT 1 FROM hubspot_contacts h WHERE h.email_key = contacts.email_key)
  AND (EXISTS (SELECT 1 FROM contact_addresses a JOIN messages m ON m.sender_key = a.email_key
         WHERE a.contact_id = contacts.contact_id)
    OR EXISTS (SELECT 1 FROM contact_addresses a JOIN drafts d ON d.recipient_key = a.email_key
         WHERE a.contact_id = contacts.contact_id));

ALTER TABLE contact_notes ADD COLUMN mailbox_id TEXT;
ALTER TABLE agent_tasks ADD COLUMN mailbox_id TEXT;
