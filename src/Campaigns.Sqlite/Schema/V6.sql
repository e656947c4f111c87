-- What attempts told besides their outcomes: one row per attempt that told anything, merged from all reports.
CREATE TABLE results (
    job INTEGER NOT NULL,
    number INTEGER NOT NULL,
    answered_by INTEGER, -- NULL if unknown, as every other value
    ring_time INTEGER, -- ticks
    talk_time INTEGER, -- ticks
    cost TEXT, -- decimal
    currency TEXT,
    recording TEXT,
    transcript TEXT,
    call_back_at INTEGER, -- UTC ticks
    opt_out INTEGER,
    data TEXT, -- JSON
    occurred_at INTEGER NOT NULL, -- UTC ticks; 0 if unknown
    PRIMARY KEY (job, number)
) STRICT;

-- The change feed: the position of a change is its key, so that reading on is a range scan and trimming deletes from the start.
CREATE TABLE changes (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL, -- UTC ticks
    kind INTEGER NOT NULL, -- one bit of ChangeKinds
    tenant TEXT NOT NULL, -- '' for all tenants
    campaign INTEGER NOT NULL, -- 0 for none
    payload TEXT NOT NULL -- JSON
) STRICT;

-- The readers of the change feed.
CREATE TABLE subscriptions (
    name TEXT PRIMARY KEY,
    tenant TEXT, -- NULL for all
    campaign INTEGER, -- NULL for all
    kinds INTEGER NOT NULL, -- the bits of ChangeKinds
    position INTEGER NOT NULL -- the sequence of the last acknowledged change
) STRICT, WITHOUT ROWID;

-- The highest sequence that was removed from the change feed by age.
ALTER TABLE store ADD COLUMN trimmed_change INTEGER NOT NULL DEFAULT 0;
