-- One row with the state of the whole store.
CREATE TABLE store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    stamp INTEGER NOT NULL,
    last_campaign INTEGER NOT NULL,
    last_lane INTEGER NOT NULL,
    last_job INTEGER NOT NULL,
    holder TEXT
) STRICT;

CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    key TEXT,
    definition TEXT NOT NULL,
    state INTEGER NOT NULL,
    settings TEXT NOT NULL, -- JSON
    created_at INTEGER NOT NULL, -- all instants are UTC ticks
    started_at INTEGER,
    ended_at INTEGER
) STRICT;

CREATE INDEX campaigns_by_tenant ON campaigns (tenant);

CREATE TABLE lanes (
    id INTEGER PRIMARY KEY,
    campaign INTEGER NOT NULL,
    zone TEXT NOT NULL,
    channel TEXT NOT NULL
) STRICT;

CREATE TABLE counters (
    lane INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (lane, counter)
) STRICT, WITHOUT ROWID;

CREATE TABLE tenants (
    tenant TEXT PRIMARY KEY, -- '' for everything
    held INTEGER NOT NULL,
    settings TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE suppressions (
    tenant TEXT NOT NULL,
    contact_key TEXT,
    channel TEXT,
    address TEXT
) STRICT;

CREATE INDEX suppressions_by_person ON suppressions (tenant, contact_key, address);

-- Contacts are separate from jobs, so that a change of a job's state rewrites 30 bytes and not the contact.
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY, -- the job's
    campaign INTEGER NOT NULL,
    key TEXT NOT NULL,
    phone INTEGER, -- the digits
    zone TEXT,
    addresses TEXT, -- JSON, as data
    data TEXT
) STRICT;

CREATE UNIQUE INDEX contacts_by_key ON contacts (campaign, key);
CREATE INDEX contacts_by_campaign ON contacts (campaign);
CREATE INDEX contacts_by_phone ON contacts (phone) WHERE phone IS NOT NULL;

-- Addresses on other channels, for looking up a person.
CREATE TABLE addresses (
    address TEXT NOT NULL,
    job INTEGER NOT NULL,
    PRIMARY KEY (address, job)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    lane INTEGER NOT NULL,
    state INTEGER NOT NULL,
    due INTEGER NOT NULL,
    outcome_counts INTEGER NOT NULL,
    number INTEGER NOT NULL,
    step INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    last_outcome INTEGER NOT NULL,
    wishes INTEGER NOT NULL
) STRICT;

-- Each index holds only the jobs of its one query. Jobs that have ended are in none.
CREATE INDEX jobs_new ON jobs (lane) WHERE state = 0;
CREATE INDEX jobs_waiting ON jobs (lane, due) WHERE state = 1;
CREATE INDEX jobs_live ON jobs (state) WHERE state = 2;

-- Stored in the order of commits (rowid), so that current attempts are close together, regardless of how many attempts a job has.
CREATE TABLE attempts (
    job INTEGER NOT NULL,
    number INTEGER NOT NULL,
    campaign INTEGER NOT NULL,
    step INTEGER NOT NULL,
    try INTEGER NOT NULL,
    state INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    committed_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    provider TEXT NOT NULL,
    provider_call_id TEXT,
    note TEXT,
    PRIMARY KEY (job, number)
) STRICT;

CREATE INDEX attempts_by_end ON attempts (campaign, ended_at) WHERE state = 5;
