-- What an engine says to begin and end its transactions; used by src/store only.

-- name: lock_writes
-- Writes are serial across nodes (docs/adr/0003). SQLite's BEGIN IMMEDIATE does that by itself. The number is "sale" in
-- ASCII; the lock ends with the transaction.
-- dialect: sqlite
SELECT 1;
-- dialect: postgres
SELECT pg_advisory_xact_lock(1935764581);
