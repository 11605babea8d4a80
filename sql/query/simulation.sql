-- name: simulation_mailbox_usage
-- What each mailbox sent since then, oldest first.
SELECT mailbox_id, at FROM usage_events WHERE at > :day_from AND released_at IS NULL ORDER BY mailbox_id, at;

-- name: simulation_reserved
-- The places of mail that waits for its turn, oldest first.
SELECT s.mailbox_id AS mailbox_id, s.at AS at FROM send_slots s
JOIN drafts d ON d.id = s.draft_id AND d.version = s.version AND d.status = 'APPROVED' WHERE s.at >= :now ORDER BY s.mailbox_id, s.at;

-- name: simulation_domain_usage
-- What each domain received since then, oldest first.
SELECT domain_hash AS key, at FROM usage_events WHERE domain_hash <> '' AND at > :day_from AND released_at IS NULL ORDER BY domain_hash, at;

-- name: simulation_company_usage
-- What each company received since then, oldest first.
SELECT DISTINCT c.company_id AS key, u.at AS at, u.usage_id AS usage_id FROM usage_events u JOIN contact_addresses a ON a.key_hash = u.key_hash
JOIN contacts c ON c.contact_id = a.contact_id AND c.company_id IS NOT NULL
WHERE u.at > :week_from AND u.released_at IS NULL ORDER BY key, at, usage_id;

-- name: simulation_contact_usage
-- What those of a page of contacts received since then, at whichever of their addresses, oldest first.
SELECT DISTINCT a.contact_id AS contact_id, u.at AS at, u.usage_id AS usage_id FROM contact_addresses a
JOIN usage_events u ON u.key_hash = a.key_hash AND u.at > :week_from AND u.released_at IS NULL
WHERE a.contact_id > :after_id AND a.contact_id <= :last_id ORDER BY contact_id, at, usage_id;

-- name: simulation_earlier_list
-- How often those of a page of contacts were enrolled in the sequence before.
SELECT contact_id, count(*) AS earlier FROM enrollments
WHERE contact_id > :after_id AND contact_id <= :last_id AND sequence_id = :sequence_id GROUP BY contact_id;

-- name: simulation_absence_list
-- Those of a page of contacts that are away at that time.
SELECT contact_id, until AS at FROM contact_absences
WHERE contact_id > :after_id AND contact_id <= :last_id AND until > :now;

-- name: simulation_question_list
-- Those of a page of contacts about whom a question is open.
SELECT contact_id, min(question_id) AS question_id, min(kind) AS kind FROM questions
WHERE contact_id > :after_id AND contact_id <= :last_id AND status = 'OPEN' GROUP BY contact_id;
