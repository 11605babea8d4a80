-- name: job_insert
-- One living job of a kind and key: a second wish for the same thing is the same job.
INSERT INTO jobs (job_id, kind, key, payload, state, run_at, attempts, created_at, trace_id, urgent)
VALUES (:job_id, :kind, :key, :payload, 'READY', :run_at, 0, :created_at, :trace_id, :urgent)
ON CONFLICT (kind, key) WHERE state <> 'DEAD' DO NOTHING;

-- name: job_claim
-- Takes the jobs of one lane that are due, oldest first, and those whose lease ran out.
-- dialect: sqlite
UPDATE jobs SET state = 'RUNNING', leased_by = :worker, leased_until = :leased_until, attempts = attempts + 1
WHERE job_id IN (
  SELECT job_id FROM (
    SELECT job_id, run_at FROM jobs WHERE state = 'READY' AND urgent = :urgent AND run_at <= :now
    UNION ALL
    SELECT job_id, run_at FROM jobs WHERE state = 'RUNNING' AND urgent = :urgent AND leased_until <= :now
  ) ORDER BY run_at LIMIT :limit)
RETURNING *;
-- dialect: postgres
UPDATE jobs SET state = 'RUNNING', leased_by = :worker, leased_until = :leased_until, attempts = attempts + 1
WHERE job_id IN (
  SELECT job_id FROM jobs
  WHERE urgent = :urgent
    AND ((state = 'READY' AND run_at <= :now) OR (state = 'RUNNING' AND leased_until <= :now))
  ORDER BY run_at LIMIT :limit FOR UPDATE SKIP LOCKED)
RETURNING *;

-- name: job_renew
UPDATE jobs SET leased_until = :leased_until WHERE job_id = :job_id AND leased_by = :worker AND state = 'RUNNING';

-- name: job_delete
DELETE FROM jobs WHERE job_id = :job_id AND leased_by = :worker;

-- name: job_retry
UPDATE jobs SET state = 'READY', run_at = :run_at, leased_by = NULL, leased_until = NULL, last_error = :last_error
WHERE job_id = :job_id AND leased_by = :worker;

-- name: job_give_up
UPDATE jobs SET state = 'DEAD', leased_by = NULL, leased_until = NULL, last_error = :last_error
WHERE job_id = :job_id AND leased_by = :worker;

-- name: job_delete_by_key
DELETE FROM jobs WHERE kind = :kind AND key = :key AND state <> 'RUNNING';

-- name: job_run_now
-- What waits for a time is due now.
UPDATE jobs SET run_at = :now WHERE kind = :kind AND state = 'READY' AND run_at > :now;

-- name: job_count_others
-- The living jobs of a kind, but for one.
SELECT count(*) AS jobs FROM jobs WHERE kind = :kind AND key <> :key AND state <> 'DEAD';

-- name: job_due_count
-- What is due by its own turn alone is always there.
SELECT count(*) AS jobs FROM jobs
WHERE key <> :every_key AND (state = 'RUNNING' OR (state = 'READY' AND run_at <= :now));

-- name: job_next_of_kind
SELECT min(run_at) AS at FROM jobs WHERE kind = :kind AND state = 'READY' AND run_at > :now;

-- name: job_next_at
-- When the next job of a lane is due; null when there is none.
SELECT min(at) AS at FROM (
  SELECT run_at AS at FROM jobs WHERE state = 'READY' AND urgent = :urgent
  UNION ALL
  SELECT leased_until AS at FROM jobs WHERE state = 'RUNNING' AND urgent = :urgent) AS due;

-- name: job_counts
SELECT kind, state, count(*) AS jobs FROM jobs GROUP BY kind, state ORDER BY kind, state;

-- name: job_list_dead
-- The work that was given up, newest first.
SELECT kind, attempts, created_at, trace_id FROM jobs WHERE state = 'DEAD' ORDER BY created_at DESC LIMIT :limit;

-- name: job_list_workers
-- Who holds jobs at this moment. A worker with nothing to do holds none.
SELECT leased_by AS worker, count(*) AS jobs, max(leased_until) AS leased_until FROM jobs
WHERE state = 'RUNNING' AND leased_until > :now GROUP BY leased_by ORDER BY leased_by;

-- name: job_payload_list
-- What the jobs of a kind are to do that are not over.
SELECT payload FROM jobs WHERE kind = :kind AND state <> 'DEAD' LIMIT :limit;
