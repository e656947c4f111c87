-- When a job was enrolled or rerun. Earlier events are not about it.
ALTER TABLE jobs ADD COLUMN began INTEGER NOT NULL DEFAULT 0;

-- The later waits of a job whose event has already happened, one bit per wait.
ALTER TABLE jobs ADD COLUMN early INTEGER NOT NULL DEFAULT 0;

-- The ids of reported events, as 128 bits of their hash, which identifies duplicates. Deleted by age.
CREATE TABLE told_events (
    id INTEGER PRIMARY KEY,
    told_at INTEGER NOT NULL, -- UTC ticks
    high INTEGER NOT NULL,
    low INTEGER NOT NULL
) STRICT;

CREATE INDEX told_events_by_age ON told_events (told_at);

-- The usage of rate limits and calendar quotas. Only the engine interprets these rows.
CREATE TABLE usage (
    scope INTEGER NOT NULL, -- everything, a tenant, a campaign, a provider
    name TEXT NOT NULL,
    quota TEXT NOT NULL, -- '' for the rate
    since INTEGER NOT NULL, -- when the quota's period began, in ticks of its zone's local time; 0 for the rate
    value INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    PRIMARY KEY (scope, name, quota, since)
) STRICT, WITHOUT ROWID;

-- A blank address meant none. OneFormOfAddresses normalizes the others, which SQL cannot do.
DELETE FROM addresses WHERE trim(address) = '';

-- Ended campaigns are not in memory. They are read by key when a campaign is created, and with their lanes when a request needs them.
CREATE INDEX campaigns_by_key ON campaigns (tenant, key) WHERE key IS NOT NULL;
CREATE INDEX campaigns_by_exclusivity ON campaigns (exclusivity) WHERE exclusivity IS NOT NULL;
CREATE INDEX lanes_by_campaign ON lanes (campaign);

-- The former values of changed contacts, for the attempts that used them.
CREATE TABLE former_contacts (
    job INTEGER NOT NULL,
    last INTEGER NOT NULL, -- the number of the last attempt that went to it
    phone INTEGER,
    zone TEXT,
    addresses TEXT,
    data TEXT,
    PRIMARY KEY (job, last)
) STRICT, WITHOUT ROWID;
