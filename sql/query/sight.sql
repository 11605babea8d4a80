-- Who sees what. :sight is what core/mailbox/sight.h writes of who asks; where a statement is given none, it is that of the onlooker for
-- whom it runs (store/engine/onlooker.h). A statement whose rows are handed out says so of each of them.

-- let: seen(name)
-- A mailbox, or another name that stands in :sight. It is found by taking it away.
(CAST(:sight AS TEXT) = '*' OR replace(CAST(:sight AS TEXT), '<' || name || '>', '') <> CAST(:sight AS TEXT))

-- let: seen_contact(person)
-- Who came by import, CRM or hand is seen by everybody; who is known from mail, by the owner and by those who see mail of theirs.
(CAST(:sight AS TEXT) = '*' OR person.came_by <> 'mail' OR seen(person.mailbox_id) OR seen('user ' || person.user_id)
 OR EXISTS (SELECT 1 FROM contact_addresses sa JOIN messages sm ON sm.sender_key = sa.email_key
   WHERE sa.contact_id = person.contact_id AND seen(sm.mailbox_id))
 OR EXISTS (SELECT 1 FROM contact_addresses sa JOIN message_recipients sr ON sr.recipient_key = sa.email_key
   JOIN messages sm ON sm.message_id = sr.message_id WHERE sa.contact_id = person.contact_id AND seen(sm.mailbox_id))
 OR EXISTS (SELECT 1 FROM contact_addresses sa JOIN drafts sd ON sd.recipient_key = sa.email_key
   WHERE sa.contact_id = person.contact_id AND seen(sd.mailbox_id)))

-- let: seen_lying(place)
-- What lies in a mailbox, or in none.
(place IS NULL OR seen(place))

-- let: seen_contact_id(wanted)
(CAST(:sight AS TEXT) = '*' OR EXISTS (SELECT 1 FROM contacts sc WHERE sc.contact_id = wanted AND seen_contact(sc)))

-- let: seen_message_id(wanted)
(CAST(:sight AS TEXT) = '*' OR EXISTS (SELECT 1 FROM messages sm WHERE sm.message_id = wanted AND seen(sm.mailbox_id)))

-- let: seen_draft_id(wanted)
(CAST(:sight AS TEXT) = '*' OR EXISTS (SELECT 1 FROM drafts sd WHERE sd.id = wanted AND seen(sd.mailbox_id)))

-- let: seen_question(asked)
-- With the mail that it is about; without one, with the contact.
(CAST(:sight AS TEXT) = '*' OR CASE WHEN asked.message_id IS NULL THEN seen_contact_id(asked.contact_id)
  ELSE seen_message_id(asked.message_id) END)

-- name: mailbox_access_list
SELECT mailbox_id, user_id, shared_with, visibility FROM mailboxes ORDER BY mailbox_id;

-- name: mailbox_seen_count
SELECT count(*) AS mailboxes FROM mailboxes WHERE mailbox_id = :mailbox_id AND seen(mailbox_id);
