-- The provider's own status word for an attempt, and its time (UTC ticks; 0 if unknown).
ALTER TABLE attempts ADD COLUMN provider_status TEXT;
ALTER TABLE attempts ADD COLUMN occurred_at INTEGER NOT NULL DEFAULT 0;

-- Ends with the time, so that the newest attempt with an id is found in one step. Attempts without an id are not in the index.
CREATE INDEX attempts_by_call ON attempts (provider, provider_call_id, committed_at) WHERE provider_call_id IS NOT NULL;

-- Only providers whose settings were changed.
CREATE TABLE providers (
    name TEXT PRIMARY KEY,
    settings TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

-- Reports about calls that match no attempt.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    report TEXT NOT NULL -- JSON
) STRICT;
