-- A draft at the provider is known for ours by its Message-ID, that of any version.
CREATE INDEX send_attempts_rfc_message_id ON send_attempts (rfc_message_id);
