-- The HTML of a mail, to be shown sanitised where a person asks for it; lists never read it. `html_bytes` is the size of all of
-- it, also where only its beginning is kept; 0: the mail has none, or was read before this migration.

ALTER TABLE messages ADD COLUMN html_bytes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN html TEXT;
