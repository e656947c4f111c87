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

-- The event log: events as they came, and what became of them. Removed by age, oldest first.
CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    contact_key TEXT,
    address TEXT,
    channel TEXT,
    data TEXT,
    occurred_at INTEGER, -- UTC ticks
    campaign INTEGER,
    received_at INTEGER NOT NULL, -- UTC ticks
    state INTEGER NOT NULL, -- 1 applied, 2 kept, 3 a trigger failed
    reason TEXT,
    affected INTEGER NOT NULL,
    failed_triggers TEXT -- a JSON list of names
) STRICT;

CREATE UNIQUE INDEX events_by_id ON events (tenant, id);
-- both end in the sequence, because it is the row id
CREATE INDEX events_by_tenant ON events (tenant);
CREATE INDEX events_not_applied ON events (state) WHERE state <> 1;

-- The highest sequence of the event log ever used.
ALTER TABLE store ADD COLUMN last_event INTEGER NOT NULL DEFAULT 0;

-- What enrolls a contact when an event arrives. Only the engine interprets the definition.
CREATE TABLE triggers (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    definition TEXT NOT NULL, -- JSON
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

-- The numbers that attempts of a provider show. A job remembers its last number by id, so a number is never removed.
CREATE TABLE caller_ids (
    id INTEGER PRIMARY KEY,
    provider TEXT NOT NULL,
    number TEXT NOT NULL, -- E.164
    settings TEXT -- JSON; NULL for the registered settings
) STRICT;

ALTER TABLE attempts ADD COLUMN caller_id TEXT; -- the number; NULL for none
ALTER TABLE jobs ADD COLUMN caller_id INTEGER NOT NULL DEFAULT 0; -- the id of the last number; 0 for none

-- The do-not-contact lists are known by keyed hashes. The text is gone once the person was erased.
ALTER TABLE suppressions RENAME TO suppressions_before;
DROP INDEX suppressions_by_person;
CREATE TABLE suppressions (
    tenant TEXT NOT NULL,
    hash BLOB NOT NULL, -- 16 bytes, most significant first
    is_key INTEGER NOT NULL, -- 1 for a contact key, 0 for an address
    channel TEXT NOT NULL, -- '' for all
    text TEXT,
    added_at INTEGER, -- UTC ticks; NULL if unknown
    reason INTEGER NOT NULL,
    PRIMARY KEY (tenant, hash, is_key, channel)
) STRICT, WITHOUT ROWID;

-- The secret key of the hashes: 16 random bytes, which never change.
ALTER TABLE store ADD COLUMN suppression_key BLOB;
UPDATE store SET suppression_key = randomblob(16);

-- Erasures that wait for live calls to end.
CREATE TABLE erasures (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    keys TEXT, -- a JSON list
    addresses TEXT -- a JSON list
) STRICT;

-- Contacts that have given up their key. The index by key does not find them, and an erasure must.
CREATE INDEX contacts_given_up ON contacts (key) WHERE exclusivity < -4611686018427387904;

-- How often settings were changed, and since when somebody is held. The settings of a provider are 'null' after they were restored.
ALTER TABLE tenants ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN held_since INTEGER; -- UTC ticks
ALTER TABLE tenants ADD COLUMN last_commit INTEGER; -- UTC ticks; of the commit before a hold with a reason
ALTER TABLE providers ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- The campaigns that ended first, for retention. Written when a campaign ends only.
CREATE INDEX campaigns_by_end ON campaigns (tenant, ended_at) WHERE state >= 4;

-- When the last commit was made.
ALTER TABLE store ADD COLUMN committed_at INTEGER; -- UTC ticks
