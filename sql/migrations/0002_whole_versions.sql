-- A version of a draft holds every field that its content hash covers (ADR 0004), so that `audit verify` can compute the
-- hash anew. Null: the version was written before this migration and replaced since, so its Message-ID is not known.

ALTER TABLE draft_versions ADD COLUMN sender TEXT;
ALTER TABLE draft_versions ADD COLUMN rfc_message_id TEXT;
ALTER TABLE draft_versions ADD COLUMN in_reply_to TEXT;
ALTER TABLE draft_versions ADD COLUMN reference_ids TEXT;
ALTER TABLE draft_versions ADD COLUMN unsubscribe_url TEXT;

UPDATE draft_versions SET (sender, rfc_message_id, in_reply_to, reference_ids, unsubscribe_url) =
  (SELECT d.sender, d.rfc_message_id, d.in_reply_to, d.reference_ids, d.unsubscribe_url FROM drafts d
   WHERE d.id = draft_versions.draft_id AND d.version = draft_versions.version);

-- The attempts of a draft, also those that are over: the trail shows them, the verification compares them.
CREATE INDEX send_attempts_draft_id ON send_attempts (draft_id, attempt_id);
