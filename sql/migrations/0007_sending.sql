-- Whether a person asked for the sending, which may then leave the send window: an attempt that is taken up again keeps it.
ALTER TABLE send_attempts ADD COLUMN explicit_send BOOLEAN NOT NULL DEFAULT FALSE;

-- Urgent: what becomes of an approved mail does not wait behind thousands of mails to be read.
ALTER TABLE jobs ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX jobs_ready;
CREATE INDEX jobs_ready ON jobs (urgent, run_at) WHERE state = 'READY';
