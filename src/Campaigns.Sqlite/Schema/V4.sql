-- Who expires next in a lane, whatever its jobs wait for. One that is live stands in it too: it changes only when a job's time begins, when the job
-- goes to another lane, and when it ends.
CREATE INDEX jobs_expiring ON jobs (lane, expires) WHERE expires > 0 AND state <= 2;
