-- src/store/second_factor_store.sql: secrets and recovery codes.

-- name: second_factor_find
SELECT sealed, last_step, confirmed
  FROM second_factor
 WHERE person_id = :person_id;

-- name: second_factor_put
-- A secret that nobody has proved yet gives way to the next one; a proved one stays (no row changed).
INSERT INTO second_factor (person_id, sealed, last_step, confirmed, made_at)
VALUES (:person_id, :sealed, 0, 0, :now)
ON CONFLICT (person_id) DO UPDATE
   SET sealed = excluded.sealed, last_step = 0, made_at = excluded.made_at
 WHERE second_factor.confirmed = 0;

-- name: second_factor_use
-- No row changed: the code of this step, or of a later one, was used before.
UPDATE second_factor
   SET last_step = :step, confirmed = 1
 WHERE person_id = :person_id AND last_step < :step;

-- name: second_factor_end
DELETE FROM second_factor
 WHERE person_id = :person_id;

-- name: recovery_code_add
INSERT INTO recovery_code (person_id, code_hash)
VALUES (:person_id, :code_hash);

-- name: recovery_code_use
DELETE FROM recovery_code
 WHERE person_id = :person_id AND code_hash = :code_hash;

-- name: recovery_code_end
DELETE FROM recovery_code
 WHERE person_id = :person_id;

-- name: recovery_code_count
SELECT COUNT(*)
  FROM recovery_code
 WHERE person_id = :person_id;
