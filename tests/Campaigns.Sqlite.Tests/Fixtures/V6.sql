-- A file as version 4 wrote it, as text.
-- One row: what holds for the store as a whole.
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

-- What never changes about a job stands apart from what does, so that a change of state rewrites 30 bytes and not the contact.
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

-- Addresses on other channels, to find a person by.
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

-- Each holds only the jobs that its one reader asks for: what has ended stands in none.
CREATE INDEX jobs_new ON jobs (lane) WHERE state = 0;
CREATE INDEX jobs_waiting ON jobs (lane, due) WHERE state = 1;
CREATE INDEX jobs_live ON jobs (state) WHERE state = 2;

-- Kept in the order of their commits: what is appended and ended now stands together, however many attempts a job has behind it.
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
    report TEXT NOT NULL, -- JSON
    epoch INTEGER NOT NULL DEFAULT 0,
    seen_until INTEGER NOT NULL DEFAULT 0
) STRICT;

ALTER TABLE campaigns ADD COLUMN exclusivity INTEGER; -- null for none
ALTER TABLE campaigns ADD COLUMN versions TEXT; -- JSON: the protocol's later versions

-- Those in which a person may be found.
CREATE INDEX campaigns_open ON campaigns (tenant) WHERE state < 4;

ALTER TABLE lanes ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lanes ADD COLUMN hours TEXT;

ALTER TABLE contacts ADD COLUMN exclusivity INTEGER; -- its campaign's; null for none
ALTER TABLE contacts ADD COLUMN protocol TEXT; -- its own, as JSON

-- One index finds a contact in its campaign, and everybody with its key under its exclusivity. Whether one of them is running is read from its
-- job, lane and campaign: nothing here changes when they do.
DROP INDEX contacts_by_key;
CREATE UNIQUE INDEX contacts_by_key ON contacts (coalesce(exclusivity, -campaign), key, campaign);

ALTER TABLE jobs ADD COLUMN protocol INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN expires INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;

ALTER TABLE attempts ADD COLUMN content_hash INTEGER NOT NULL DEFAULT 0;

-- Only those that are not available.
CREATE TABLE channels (
    tenant TEXT NOT NULL,
    channel TEXT NOT NULL,
    unavailable TEXT NOT NULL,
    PRIMARY KEY (tenant, channel)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX jobs_expiring ON jobs (lane, expires) WHERE expires > 0 AND state <= 2;

PRAGMA application_id = 1130458480;
PRAGMA user_version = 6;
INSERT INTO store VALUES (1, 7, 4660, 2, 3, 4, 'process 1 on host since 2026-01-05 09:00:00 UTC', 36000000000);
INSERT INTO campaigns VALUES (1, 'acme', 'spring', '{}', 2, '{"Priority":50,"MaxConcurrent":10,"Weight":1,"KeepOpen":false,"Rate":{"Count":5,"Per":"00:00:01","Burst":1},"Overdue":{"Action":"CallNow","MaxLateness":"00:00:00","Over":"00:00:00"}}', 639031680000000000, 639032004000000000, NULL, NULL, NULL);
INSERT INTO campaigns VALUES (2, 'bravo', NULL, '{}', 0, '{"Priority":50,"MaxConcurrent":10,"Weight":1,"KeepOpen":true,"Overdue":{"Action":"CallNow","MaxLateness":"00:00:00","Over":"00:00:00"},"Zone":"Asia/Kolkata"}', 639031680000000000, NULL, NULL, 5, '["{}","größer"]');
INSERT INTO lanes VALUES (1, 1, 'Europe/Paris', 'voice', 0, NULL), (2, 1, 'Etc/UTC', 'voice', 0, '09:00-17:00'), (3, 2, '', 'email', 4, NULL);
INSERT INTO counters VALUES (1, 0, 1), (1, 1, 1), (1, 2, 1), (1, 20, 1);
INSERT INTO tenants VALUES ('', 0, '{"MaxConcurrent":100,"Weight":1,"Caps":[],"CoolDown":"00:00:00"}');
INSERT INTO tenants VALUES ('acme', 1, '{"MaxConcurrent":7,"Weight":3,"Caps":[{"Attempts":2,"Days":7,"Period":"Rolling"}],"CoolDown":"2.00:00:00"}');
INSERT INTO contacts VALUES (1, 1, 'ann', 15550100123, 'Europe/Paris', NULL, NULL, NULL, NULL), (2, 1, 'bob', 15550100124, NULL, NULL, NULL, NULL, NULL);
INSERT INTO contacts VALUES (4, 1, 'cid', NULL, NULL, '{"email":"c@example.com"}', '{"name":"Cid"}', NULL, NULL);
INSERT INTO contacts VALUES (3, 2, 'dan', NULL, NULL, '{"email":"d@example.com"}', NULL, 5, '{"Steps":[]}');
INSERT INTO addresses VALUES ('c@example.com', 4), ('d@example.com', 3);
INSERT INTO jobs VALUES (1, 1, 2, 0, 256, 2, 0, 1, 9, 0, 0, 0, 0, 0), (2, 1, 1, 639032004000000000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO jobs VALUES (4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), (3, 3, 1, 639036000000000000, 0, 0, 2, 0, 0, 0, -1, 639058000000000000, 639032004000000000, 32769);
INSERT INTO attempts VALUES (1, 1, 1, 0, 1, 5, 9, 7, 639032000000000000, 639032000000000005, 'voice-1', 'call-1', NULL, 'user-busy', 639032000000000001, 0);
INSERT INTO attempts VALUES (1, 2, 1, 0, 2, 2, 0, 7, 639032003000000000, 0, 'voice-1', 'call-2', NULL, NULL, 0, -7);
INSERT INTO channels VALUES ('bravo', 'email', 'logged out');
INSERT INTO providers VALUES ('voice-1', '{"MaxConcurrent":20,"Rate":{"Count":5,"Per":"00:00:01","Burst":1},"Switch":"Off"}');
INSERT INTO reports VALUES (3, 639032000000000007, '{"Attempt":{"Store":4660,"Job":9,"Number":1},"State":"Ended","Outcome":"Busy","EventId":"e-3"}', 6, 639032000000000006);
INSERT INTO reports VALUES (8, 639032000000000008, '{"State":"Ringing","Outcome":"None","Provider":"voice-1","CallId":"call-9","OccurredAt":"2026-01-05T09:00:00+00:00","Raw":"ringing"}', 7, 639032000000000009);
INSERT INTO busy VALUES (2, 1, 'acme', 'voice', '+15550100124', 639032004000000000, 18000000000);
ALTER TABLE store ADD COLUMN commit_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN base_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN reason TEXT;
UPDATE store SET (commit_no, base_no, owner, is_open) = (71, 70, -9, 0);
UPDATE tenants SET (held, reason) = (1, 'It has lost commits.') WHERE tenant = '';
ALTER TABLE campaigns ADD COLUMN enrollments TEXT; -- JSON: those that are open
UPDATE campaigns SET enrollments = '[{"Id":30064771073,"Since":"2026-01-05T09:00:00+00:00","IsCut":true}]' WHERE id = 1;
ALTER TABLE jobs ADD COLUMN began INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN early INTEGER NOT NULL DEFAULT 0;
CREATE TABLE told_events (
    id INTEGER PRIMARY KEY,
    told_at INTEGER NOT NULL,
    high INTEGER NOT NULL,
    low INTEGER NOT NULL
) STRICT;
CREATE INDEX told_events_by_age ON told_events (told_at);
CREATE TABLE usage (
    scope INTEGER NOT NULL,
    name TEXT NOT NULL,
    quota TEXT NOT NULL,
    since INTEGER NOT NULL,
    value INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    PRIMARY KEY (scope, name, quota, since)
) STRICT, WITHOUT ROWID;
UPDATE jobs SET (began, early) = (639032004000000001, 5) WHERE id = 3;
INSERT INTO told_events VALUES (1, 639032004000000002, -1, 7);
INSERT INTO usage VALUES (2, '1', '', 0, 639032004000000003, 2), (0, '', '', 0, 639032004000000004, 0);
CREATE INDEX campaigns_by_key ON campaigns (tenant, key) WHERE key IS NOT NULL;
CREATE INDEX campaigns_by_exclusivity ON campaigns (exclusivity) WHERE exclusivity IS NOT NULL;
CREATE INDEX lanes_by_campaign ON lanes (campaign);
CREATE TABLE former_contacts (
    job INTEGER NOT NULL,
    last INTEGER NOT NULL,
    phone INTEGER,
    zone TEXT,
    addresses TEXT,
    data TEXT,
    PRIMARY KEY (job, last)
) STRICT, WITHOUT ROWID;
INSERT INTO former_contacts VALUES (1, 1, 15550100198, 'Asia/Tokyo', '{"email":"a@example.com"}', '{"name":"Ann"}');
CREATE TABLE results (
    job INTEGER NOT NULL,
    number INTEGER NOT NULL,
    answered_by INTEGER,
    ring_time INTEGER,
    talk_time INTEGER,
    cost TEXT,
    currency TEXT,
    recording TEXT,
    transcript TEXT,
    call_back_at INTEGER,
    opt_out INTEGER,
    data TEXT,
    occurred_at INTEGER NOT NULL,
    PRIMARY KEY (job, number)
) STRICT;
INSERT INTO results VALUES (1, 1, 1, 40000000, 900000000, '0.0150', 'EUR', 'https://example.com/r/1', NULL, 639032004000000000, 1, '{"mood":"fine"}', 639032003000000000);
CREATE TABLE changes (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    campaign INTEGER NOT NULL,
    payload TEXT NOT NULL
) STRICT;
CREATE TABLE subscriptions (
    name TEXT PRIMARY KEY,
    tenant TEXT,
    campaign INTEGER,
    kinds INTEGER NOT NULL,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE store ADD COLUMN trimmed_change INTEGER NOT NULL DEFAULT 0;
UPDATE store SET trimmed_change = 3;
INSERT INTO changes VALUES (5, 639032004000000001, 1, 'acme', 1, '{"contact":"ann","job":1,"number":1,"outcome":7,"step":0,"try":1,"of":3,"due":639032004600000000}');
INSERT INTO subscriptions VALUES ('billing', NULL, NULL, 1, 4), ('one', NULL, 1, 5, 0), ('ours', 'acme', NULL, 2047, 5);
CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    contact_key TEXT,
    address TEXT,
    channel TEXT,
    data TEXT,
    occurred_at INTEGER,
    campaign INTEGER,
    received_at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT,
    affected INTEGER NOT NULL,
    failed_triggers TEXT
) STRICT;
CREATE UNIQUE INDEX events_by_id ON events (tenant, id);
CREATE INDEX events_by_tenant ON events (tenant);
CREATE INDEX events_not_applied ON events (state) WHERE state <> 1;
ALTER TABLE store ADD COLUMN last_event INTEGER NOT NULL DEFAULT 0;
CREATE TABLE triggers (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
INSERT INTO events VALUES (6, 'acme', 'evt_6', 'cart.abandoned', NULL, 'Ann <ann@example.com>', 'email', '{"cart":{"total":99.5}}', 639032004000000005, 2, 639032004000000006, 3, 'why', 1, '["carts"]');
UPDATE store SET last_event = 7;
INSERT INTO triggers VALUES ('acme', 'carts', '{"Tenant":"acme","Name":"carts","EventType":"cart.abandoned","Conditions":[{"Field":"cart.total","Comparison":"Greater","Values":["50"]}],"Campaign":{"Value":2},"Reentry":"AfterPause","Pause":"2.00:00:00","Contact":{"Key":"id","Addresses":{"email":"mail"},"Data":{}}}');
CREATE TABLE caller_ids (
    id INTEGER PRIMARY KEY,
    provider TEXT NOT NULL,
    number TEXT NOT NULL,
    settings TEXT
) STRICT;
ALTER TABLE attempts ADD COLUMN caller_id TEXT;
ALTER TABLE jobs ADD COLUMN caller_id INTEGER NOT NULL DEFAULT 0;
INSERT INTO caller_ids VALUES (1, 'voice-1', '+15550100', NULL), (2, 'voice-1', '+15550101', '{"MaxConcurrent":3,"Quotas":[{"Count":9,"Period":"Day","Zone":"Etc/UTC"}],"Switch":"Off"}');
UPDATE attempts SET caller_id = '+15550100' WHERE job = 1;
UPDATE jobs SET caller_id = 1 WHERE id = 1;
CREATE TABLE suppressions (
    tenant TEXT NOT NULL,
    hash BLOB NOT NULL,
    is_key INTEGER NOT NULL,
    channel TEXT NOT NULL,
    text TEXT,
    added_at INTEGER,
    reason INTEGER NOT NULL,
    PRIMARY KEY (tenant, hash, is_key, channel)
) STRICT, WITHOUT ROWID;
ALTER TABLE store ADD COLUMN suppression_key BLOB;
UPDATE store SET suppression_key = X'0102030405060708090A0B0C0D0E0F10';
CREATE TABLE erasures (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    keys TEXT,
    addresses TEXT
) STRICT;
CREATE INDEX contacts_given_up ON contacts (key) WHERE exclusivity < -4611686018427387904;
INSERT INTO suppressions VALUES ('acme', X'ED66983EB193C63B40A3E31AC2DB13B2', 1, '', 'dan', NULL, 0), ('acme', X'C4622A760C117E5BA712F7F713436173', 0, 'voice', '+15550100199', 639032004000000007, 2);
INSERT INTO erasures VALUES (2, 'acme', '["eve"]', '["+15550100197"]');
ALTER TABLE tenants ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN held_since INTEGER;
ALTER TABLE tenants ADD COLUMN last_commit INTEGER;
ALTER TABLE providers ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN committed_at INTEGER;
UPDATE tenants SET (revision, held_since, last_commit) = (4, 639032004000000001, 639032004000000000) WHERE tenant = '';
UPDATE tenants SET revision = 2 WHERE tenant = 'acme';
INSERT INTO providers VALUES ('voice-9', 'null', 3);
UPDATE store SET committed_at = 639032004000000007;
CREATE INDEX campaigns_by_end ON campaigns (tenant, ended_at) WHERE state >= 4;
