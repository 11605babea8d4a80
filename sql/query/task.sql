-- name: task_insert
-- It lies in the mailbox that the contact hears from, when who adds it sees that one.
INSERT INTO agent_tasks (task_id, contact_id_fk, company_id, title, body, due_date, due_at, status, user_id, created_by, done_by,
  done_at, created_at, updated_at, version, mailbox_id)
VALUES (:task_id, :contact_id_fk, :company_id, :title, :body, :due_date, :due_at, :status, :user_id, :created_by, :done_by,
  :done_at, :created_at, :updated_at, :version,
  (SELECT c.mailbox_id FROM contacts c WHERE c.contact_id = :contact_id_fk AND seen(c.mailbox_id)));

-- name: task_get
SELECT t.* FROM agent_tasks t LEFT JOIN contacts c ON c.contact_id = t.contact_id_fk
WHERE t.task_id = :task_id AND seen_lying(t.mailbox_id) AND (c.contact_id IS NULL OR seen_contact(c));

-- name: task_update
UPDATE agent_tasks SET contact_id_fk = :contact_id_fk, title = :title, body = :body, due_date = :due_date, due_at = :due_at,
  status = :status, user_id = :user_id, done_by = :done_by, done_at = :done_at, updated_at = :updated_at, version = :version
WHERE task_id = :task_id AND version = :version - 1;

-- name: task_list
-- Of one status, in the order in which they fall due, with whom they are about.
SELECT t.*, coalesce(c.name, '') AS contact_name, coalesce(c.email, '') AS contact_email
FROM agent_tasks t LEFT JOIN contacts c ON c.contact_id = t.contact_id_fk
WHERE t.status = :status AND (t.due_at, t.task_id) > (:after_at, :after_id) AND t.due_at < :due_before
  AND (CAST(:user_id AS TEXT) = '' OR t.user_id = :user_id)
  AND (CAST(:contact_id AS TEXT) = '' OR t.contact_id_fk = :contact_id)
  AND seen_lying(t.mailbox_id) AND (c.contact_id IS NULL OR seen_contact(c))
ORDER BY t.due_at, t.task_id LIMIT :limit;
