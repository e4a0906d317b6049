-- src/store/booking_store.sql: slots of departments and their bookings.

-- name: slot_add
INSERT INTO slot (department, day, from_minute, to_minute, place, link, capacity, taken, closed, made_by, created_at)
VALUES (:department, :day, :from_minute, :to_minute, :place, :link, :capacity, 0, 0, :made_by, :now)
RETURNING id;

-- fragment: slot_columns
s.id, s.department, s.day, s.from_minute, s.to_minute, s.place, s.link, s.capacity, s.taken
  FROM slot s

-- name: slot_find
SELECT {slot_columns}
 WHERE s.id = :id AND s.closed = 0;

-- name: slot_list
SELECT {slot_columns}
 WHERE (:department = '' OR s.department = :department) AND s.day >= :from_day AND s.day <= :until_day AND s.closed = 0
 ORDER BY s.day, s.from_minute, s.id
 LIMIT 1000;

-- name: slot_take
-- One place more. No row changed: the slot is full.
UPDATE slot
   SET taken = taken + 1
 WHERE id = :id AND taken < capacity AND closed = 0;

-- name: slot_give_back
UPDATE slot
   SET taken = taken - 1
 WHERE id = :id AND taken > 0;

-- name: slot_close
UPDATE slot
   SET closed = 1
 WHERE id = :id AND closed = 0;

-- name: booking_add
INSERT INTO booking (slot_id, person_id, subject, state, created_at)
VALUES (:slot_id, :person_id, :subject, 'booked', :now)
RETURNING id;

-- fragment: booking_columns
b.id, b.person_id, h.name, h.display_name, b.subject, b.state,
       s.id, s.department, s.day, s.from_minute, s.to_minute, s.place, s.link, s.capacity, s.taken
  FROM booking b
  JOIN slot s ON s.id = b.slot_id
  JOIN person h ON h.id = b.person_id

-- name: booking_find
SELECT {booking_columns}
 WHERE b.id = :id;

-- name: booking_list
-- Of a person or of a department's desk, from a day on.
SELECT {booking_columns}
 WHERE ((:person_id <> 0 AND b.person_id = :person_id) OR (:department <> '' AND s.department = :department))
   AND s.day >= :from_day
 ORDER BY s.day, s.from_minute, b.id
 LIMIT 1000;

-- name: booking_list_slot
SELECT {booking_columns}
 WHERE s.id = :slot_id AND b.state = 'booked'
 ORDER BY b.id
 LIMIT 200;

-- name: booking_count
-- A person's bookings in a state whose slot lies on a day or later.
SELECT COUNT(*)
  FROM booking b
  JOIN slot s ON s.id = b.slot_id
 WHERE b.person_id = :person_id AND b.state = :state AND s.day >= :from_day;

-- name: booking_save
-- No row changed: somebody else moved it first.
UPDATE booking
   SET state = :state
 WHERE id = :id AND state = :was;
