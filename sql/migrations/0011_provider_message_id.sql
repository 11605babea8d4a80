-- A message's id at the provider that it came from, whichever that is. gmail_id held it, so ids of IMAP stood there, too: it is
-- Gmail's own again.
ALTER TABLE messages ADD COLUMN provider_message_id TEXT;
UPDATE messages SET provider_message_id = gmail_id WHERE gmail_id IS NOT NULL;
UPDATE messages SET gmail_id = NULL WHERE gmail_id IS NOT NULL AND source NOT LIKE 'gmail:%';
DROP INDEX messages_gmail_id;
CREATE INDEX messages_provider_message_id ON messages (provider_message_id) WHERE provider_message_id IS NOT NULL;
