-- Until when attempts may be on the phone, if their own rows do not say. Not part of the campaign, so a purge keeps these rows.
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

-- How far the wall clock was set back, minus the time it has regained. Ticks.
ALTER TABLE store ADD COLUMN lead INTEGER NOT NULL DEFAULT 0;

-- The next job of a lane to expire, regardless of what its jobs wait for. Live jobs are included, so the index changes only when a job's
-- time begins, when the job moves to another lane, and when it ends.
CREATE INDEX jobs_expiring ON jobs (lane, expires) WHERE expires > 0 AND state <= 2;

-- The owner that received a stored report, and the owner's clock at that time (UTC ticks). The report is not about later commits.
ALTER TABLE reports ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN seen_until INTEGER NOT NULL DEFAULT 0;

ALTER TABLE campaigns ADD COLUMN enrollments TEXT; -- JSON: the open enrollments

-- A blank channel meant all channels.
UPDATE suppressions SET channel = NULL WHERE trim(channel) = '';

-- The number of commits, the commit up to which the main file certainly holds everything, the owner, and whether the owner has it open.
ALTER TABLE store ADD COLUMN commit_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN base_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;

-- Why the store holds everything.
ALTER TABLE tenants ADD COLUMN reason TEXT;
