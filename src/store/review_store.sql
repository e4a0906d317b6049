-- src/store/review_store.sql: on-line reviews and their panels.

-- name: review_add
INSERT INTO review (case_id, convened_by, day, link, quorum, chair_id, state, verdict, conclusion, created_at)
VALUES (:case_id, :convened_by, :day, :link, :quorum, :chair_id, 'open', 0, '', :now)
RETURNING id;

-- name: review_find
SELECT r.id, r.case_id, r.convened_by, r.day, r.link, r.quorum, r.chair_id, r.state, r.verdict, r.conclusion,
       c.department, c.item_id, p.code, p.name
  FROM review r
  JOIN approval_case c ON c.id = r.case_id
  JOIN project p ON p.id = c.project_id
 WHERE r.id = :id;

-- name: review_list
-- Reviews that a person is invited to, or of a department's cases; newest first.
SELECT r.id
  FROM review r
  JOIN approval_case c ON c.id = r.case_id
 WHERE (:department <> '' AND c.department = :department)
    OR EXISTS (SELECT 1 FROM review_member m WHERE m.review_id = r.id AND m.person_id = :person_id)
 ORDER BY r.id DESC
 LIMIT 200;

-- name: review_end
-- No row changed: it is not open any more.
UPDATE review
   SET state = :state, verdict = :verdict, conclusion = :conclusion
 WHERE id = :id AND state = 'open';

-- name: review_member_add
INSERT INTO review_member (review_id, person_id, authority_id, declared, verdict, opinion, sha256)
VALUES (:review_id, :person_id, :authority_id, 0, 0, '', '');

-- name: review_member_list
SELECT m.person_id, h.name, h.display_name, m.authority_id, m.declared, m.verdict, m.opinion, m.sha256, m.signed_at
  FROM review_member m
  JOIN person h ON h.id = m.person_id
 WHERE m.review_id = :review_id
 ORDER BY m.person_id
 LIMIT 50;

-- name: review_member_save
UPDATE review_member
   SET declared = :declared, verdict = :verdict, opinion = :opinion, sha256 = :sha256, signed_at = :signed_at
 WHERE review_id = :review_id AND person_id = :person_id AND signed_at IS NULL;
