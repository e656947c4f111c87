-- Until when attempts may be on the phone, where their rows do not tell. Not of the campaign: a purge leaves it alone.
CREATE TABLE busy (
    job INTEGER NOT NULL,
    number INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    until INTEGER NOT NULL, -- UTC ticks
    within INTEGER NOT NULL, -- ticks
    PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

-- By how much the wall clock was set back, less what it has regained. Ticks.
ALTER TABLE store ADD COLUMN lead INTEGER NOT NULL DEFAULT 0;

-- Who expires next in a lane, whatever its jobs wait for. One that is live stands in it too: it changes only when a job's time begins, when the job
-- goes to another lane, and when it ends.
CREATE INDEX jobs_expiring ON jobs (lane, expires) WHERE expires > 0 AND state <= 2;

-- To which owner a kept report came, and what its clock had shown by then (UTC ticks): what is committed later it is not about.
ALTER TABLE reports ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN seen_until INTEGER NOT NULL DEFAULT 0;

ALTER TABLE campaigns ADD COLUMN enrollments TEXT; -- JSON: those that are open

-- A channel that was named as nothing meant all of them.
UPDATE suppressions SET channel = NULL WHERE trim(channel) = '';

-- How many commits there were, up to which of them the main file surely holds all, which store has the file, and whether it has it open.
ALTER TABLE store ADD COLUMN commit_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN base_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;

-- Why the store has held everything.
ALTER TABLE tenants ADD COLUMN reason TEXT;
