-- What a provider says about an attempt: its own word, and when that came about (UTC ticks; 0 if it does not say).
ALTER TABLE attempts ADD COLUMN provider_status TEXT;
ALTER TABLE attempts ADD COLUMN occurred_at INTEGER NOT NULL DEFAULT 0;

-- Ends with the time, so that the newest of several with one id is one step. Attempts without an id cost it nothing.
CREATE INDEX attempts_by_call ON attempts (provider, provider_call_id, committed_at) WHERE provider_call_id IS NOT NULL;

-- Only those whose settings were changed.
CREATE TABLE providers (
    name TEXT PRIMARY KEY,
    settings TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

-- Those about calls that no attempt is known by.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    report TEXT NOT NULL -- JSON
) STRICT;
