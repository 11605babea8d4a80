-- name: policy_pack_list
SELECT pack_id, enabled, changed_by, changed_at FROM policy_packs ORDER BY pack_id;

-- name: policy_pack_keep
INSERT INTO policy_packs (pack_id, enabled, changed_by, changed_at) VALUES (:pack_id, :enabled, :changed_by, :changed_at)
ON CONFLICT (pack_id) DO UPDATE SET enabled = :enabled, changed_by = :changed_by, changed_at = :changed_at;

-- name: policy_contact_find
-- What policy packs go by of the person behind an address: the contact, the newest consent that holds, whether one ran out, when they last
-- wrote, and asked for something (the sender sets the date of a mail, so it counts as no later than we had it), and whether anybody wrote to them. One row, also for somebody who is no contact.
WITH known (contact_id) AS (SELECT a.contact_id FROM contact_addresses a WHERE a.email_key = :recipient_key OR a.alias_key = :alias_key
    ORDER BY CASE WHEN a.email_key = :recipient_key THEN 0 ELSE 1 END, a.email_key LIMIT 1),
  person (key_hash, email_key) AS (SELECT b.key_hash, b.email_key FROM known k JOIN contact_addresses b ON b.contact_id = k.contact_id
    UNION SELECT CAST(:key_hash AS TEXT), CAST(:recipient_key AS TEXT))
SELECT c.contact_id AS contact_id, c.country AS country, c.source AS source, c.basis AS basis, c.basis_at AS basis_at, c.created_at AS known_since,
  n.consent_id AS consent_id, n.basis AS consent_basis, n.obtained_at AS obtained_at, n.source AS consent_source, n.proof AS proof,
  (SELECT max(e.expires_at) FROM consents e WHERE e.contact_id = c.contact_id AND e.withdrawn_at IS NULL AND e.expires_at <= :now) AS ended_at,
  (SELECT max(CASE WHEN m.sent_at > m.created_at THEN m.created_at ELSE m.sent_at END) FROM messages m WHERE m.sender_key IN (SELECT p.email_key FROM person p) AND m.direction = 'in'
    AND m.kind = 'human_reply') AS wrote_at,
  (SELECT max(CASE WHEN m.sent_at > m.created_at THEN m.created_at ELSE m.sent_at END) FROM messages m WHERE m.sender_key IN (SELECT p.email_key FROM person p) AND m.direction = 'in'
    AND m.kind = 'human_reply' AND (m.analysis LIKE '%"intent":"question"%' OR m.analysis LIKE '%"intent":"interested"%' OR m.analysis LIKE '%"intent":"meeting_request"%' OR m.analysis LIKE '%"intent":"info_request"%' OR m.analysis LIKE '%"intent":"pricing"%' OR m.analysis LIKE '%"intent":"proposal"%' OR m.analysis LIKE '%"intent":"budget"%')) AS inquired_at,
  (SELECT max(u.at) FROM usage_events u WHERE u.key_hash IN (SELECT p.key_hash FROM person p) AND u.released_at IS NULL) AS written_at
FROM (SELECT 1 AS one) AS one
LEFT JOIN contacts c ON c.contact_id = (SELECT k.contact_id FROM known k)
LEFT JOIN consents n ON n.consent_id = (SELECT h.consent_id FROM consents h WHERE h.contact_id = c.contact_id AND h.withdrawn_at IS NULL
  AND (h.expires_at IS NULL OR h.expires_at > :now) ORDER BY h.created_at DESC, h.consent_id DESC LIMIT 1);

-- name: policy_contact_list
-- The same of a page of contacts, in the order of ids.
SELECT c.contact_id AS contact_id, c.country AS country, c.source AS source, c.basis AS basis, c.basis_at AS basis_at, c.created_at AS known_since,
  n.consent_id AS consent_id, n.basis AS consent_basis, n.obtained_at AS obtained_at, n.source AS consent_source, n.proof AS proof,
  (SELECT max(e.expires_at) FROM consents e WHERE e.contact_id = c.contact_id AND e.withdrawn_at IS NULL AND e.expires_at <= :now) AS ended_at,
  (SELECT max(CASE WHEN m.sent_at > m.created_at THEN m.created_at ELSE m.sent_at END) FROM contact_addresses a JOIN messages m ON m.sender_key = a.email_key AND m.direction = 'in'
    AND m.kind = 'human_reply' WHERE a.contact_id = c.contact_id) AS wrote_at,
  (SELECT max(CASE WHEN m.sent_at > m.created_at THEN m.created_at ELSE m.sent_at END) FROM contact_addresses a JOIN messages m ON m.sender_key = a.email_key AND m.direction = 'in'
    AND m.kind = 'human_reply' AND (m.analysis LIKE '%"intent":"question"%' OR m.analysis LIKE '%"intent":"interested"%' OR m.analysis LIKE '%"intent":"meeting_request"%' OR m.analysis LIKE '%"intent":"info_request"%' OR m.analysis LIKE '%"intent":"pricing"%' OR m.analysis LIKE '%"intent":"proposal"%' OR m.analysis LIKE '%"intent":"budget"%') WHERE a.contact_id = c.contact_id) AS inquired_at,
  (SELECT max(u.at) FROM contact_addresses a JOIN usage_events u ON u.key_hash = a.key_hash AND u.released_at IS NULL
    WHERE a.contact_id = c.contact_id) AS written_at
FROM contacts c
LEFT JOIN consents n ON n.consent_id = (SELECT h.consent_id FROM consents h WHERE h.contact_id = c.contact_id AND h.withdrawn_at IS NULL
  AND (h.expires_at IS NULL OR h.expires_at > :now) ORDER BY h.created_at DESC, h.consent_id DESC LIMIT 1)
WHERE c.contact_id > :after_id AND c.contact_id <= :last_id ORDER BY c.contact_id;
