-- Job states grew from 10 to 12: what is counted after them, outcomes and retries, moved up by 2. In two steps, or numbers would meet halfway.
UPDATE counters SET counter = -(counter + 2) WHERE counter >= 10;
UPDATE counters SET counter = -counter WHERE counter < 0;

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
