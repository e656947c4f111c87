-- When a job was enrolled or run anew: events of before are not about it.
ALTER TABLE jobs ADD COLUMN began INTEGER NOT NULL DEFAULT 0;

-- Which waits ahead of a job have had their event, a bit each.
ALTER TABLE jobs ADD COLUMN early INTEGER NOT NULL DEFAULT 0;

-- Ids of events that were told, by 128 bits of their hash: a doubled one is known by it. Forgotten by age.
CREATE TABLE told_events (
    id INTEGER PRIMARY KEY,
    told_at INTEGER NOT NULL, -- UTC ticks
    high INTEGER NOT NULL,
    low INTEGER NOT NULL
) STRICT;

CREATE INDEX told_events_by_age ON told_events (told_at);

-- How far rates and calendar quotas are used up. What a row means, only the engine knows.
CREATE TABLE usage (
    scope INTEGER NOT NULL, -- everything, a tenant, a campaign, a provider
    name TEXT NOT NULL,
    quota TEXT NOT NULL, -- '' for the rate
    since INTEGER NOT NULL, -- when the quota's period began, in UTC ticks; 0 for the rate
    value INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    PRIMARY KEY (scope, name, quota, since)
) STRICT, WITHOUT ROWID;

-- An address of nothing but white space was none. The others are brought into their one form by OneFormOfAddresses, which SQL cannot do.
DELETE FROM addresses WHERE trim(address) = '';

-- Campaigns that have ended are not in memory: they are read by key when one is created, and with their lanes when something is asked of them.
CREATE INDEX campaigns_by_key ON campaigns (tenant, key) WHERE key IS NOT NULL;
CREATE INDEX campaigns_by_exclusivity ON campaigns (exclusivity) WHERE exclusivity IS NOT NULL;
CREATE INDEX lanes_by_campaign ON lanes (campaign);

-- Contacts as they were when attempts went to them, where they have changed since.
CREATE TABLE former_contacts (
    job INTEGER NOT NULL,
    last INTEGER NOT NULL, -- the number of the last attempt that went to it
    phone INTEGER,
    zone TEXT,
    addresses TEXT,
    data TEXT,
    PRIMARY KEY (job, last)
) STRICT, WITHOUT ROWID;
