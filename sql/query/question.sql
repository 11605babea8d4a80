-- name: question_insert
-- One open question for each contact and kind: a further doubt of the same kind is the same question.
INSERT INTO questions (question_id, kind, contact_id, enrollment_id, message_id, rule, words, span, language, status,
  created_at)
VALUES (:question_id, :kind, :contact_id, :enrollment_id, :message_id, :rule, :words, :span, :language, 'OPEN',
  :created_at)
ON CONFLICT (contact_id, kind) WHERE status = 'OPEN' DO NOTHING;

-- name: question_get
SELECT q.* FROM questions q WHERE q.question_id = :question_id AND seen_question(q);

-- name: question_answer
UPDATE questions SET status = 'ANSWERED', answer = :answer, answered_by = :answered_by, answered_at = :answered_at
WHERE question_id = :question_id AND status = 'OPEN';

-- name: question_list
-- One page of one status, oldest first, with whose mail it is about. Nobody is asked about a person who is suppressed: they, or
-- somebody for them, have answered, by the link or by hand. When that is lifted, the question stands again.
SELECT q.question_id AS question_id, q.kind AS kind, q.contact_id AS contact_id, q.enrollment_id AS enrollment_id,
  q.message_id AS message_id, q.rule AS rule, q.words AS words, q.span AS span, q.language AS language,
  q.status AS status, q.answer AS answer, q.answered_by AS answered_by, q.answered_at AS answered_at,
  q.created_at AS created_at, c.name AS contact_name, c.email AS contact_email,
  COALESCE(m.reply_text, '') AS text, COALESCE(m.subject, '') AS subject
FROM questions q JOIN contacts c ON c.contact_id = q.contact_id LEFT JOIN messages m ON m.message_id = q.message_id
WHERE q.status = :status AND (q.created_at, q.question_id) > (:after_at, :after_id) AND seen_question(q)
  AND (q.status <> 'OPEN' OR NOT EXISTS (SELECT 1 FROM contact_addresses a JOIN suppressions s ON s.key_hash = a.key_hash AND s.scope = 'address'
    WHERE a.contact_id = q.contact_id))
ORDER BY q.created_at, q.question_id LIMIT :limit;

-- name: question_open_count
-- Those of question_list.
SELECT count(*) AS questions FROM questions q WHERE q.status = 'OPEN' AND seen_question(q)
  AND NOT EXISTS (SELECT 1 FROM contact_addresses a JOIN suppressions s ON s.key_hash = a.key_hash AND s.scope = 'address'
    WHERE a.contact_id = q.contact_id);

-- name: question_open_of_contact
SELECT * FROM questions WHERE contact_id = :contact_id AND status = 'OPEN' ORDER BY created_at, question_id;

-- name: question_open_senders
-- Which of these addresses belong to a contact about whom a question is open.
-- dialect: sqlite
SELECT DISTINCT a.email_key AS email_key FROM questions q JOIN contact_addresses a ON a.contact_id = q.contact_id
WHERE q.status = 'OPEN' AND a.email_key IN (SELECT value FROM json_each(:email_keys)) AND seen_question(q);
-- dialect: postgres
SELECT DISTINCT a.email_key AS email_key FROM questions q JOIN contact_addresses a ON a.contact_id = q.contact_id
WHERE q.status = 'OPEN' AND a.email_key IN (SELECT json_array_elements_text(CAST(:email_keys AS json))) AND seen_question(q);

-- name: question_change_count
-- Grows with each question that is asked and with each that is answered.
SELECT count(*) + count(q.answered_at) AS changes FROM questions q WHERE seen_question(q);

-- name: question_open_drafts
-- What may still be sent to a contact, at any address.
SELECT * FROM drafts WHERE status IN ('PENDING_APPROVAL', 'APPROVED') AND (contact_id = :contact_id OR recipient_key IN
  (SELECT email_key FROM contact_addresses WHERE contact_id = :contact_id))
ORDER BY created_at, id LIMIT 200;
