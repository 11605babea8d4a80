-- Whether a person asked for the sending, which may then leave the send window: an attempt that is taken up again keeps it.
ALTER TABLE send_attempts ADD COLUMN explicit_send BOOLEAN NOT NULL DEFAULT FALSE;
