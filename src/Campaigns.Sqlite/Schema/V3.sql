-- Job states grew from 10 to 12, so the counters after them (outcomes and retries) move up by 2. Two steps avoid collisions of numbers.
UPDATE counters SET counter = -(counter + 2) WHERE counter >= 10;
UPDATE counters SET counter = -counter WHERE counter < 0;

ALTER TABLE campaigns ADD COLUMN exclusivity INTEGER; -- null for none
ALTER TABLE campaigns ADD COLUMN versions TEXT; -- JSON: the protocol's later versions

-- Campaigns in which a person may be found.
CREATE INDEX campaigns_open ON campaigns (tenant) WHERE state < 4;

ALTER TABLE lanes ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lanes ADD COLUMN hours TEXT;

ALTER TABLE contacts ADD COLUMN exclusivity INTEGER; -- of the contact's campaign; null for none
ALTER TABLE contacts ADD COLUMN protocol TEXT; -- the contact's own protocol, as JSON

-- One index finds a contact in its campaign, and all contacts with its key under its exclusivity. Whether one of them is running is read
-- from its job, lane and campaign, so changes there do not change this index.
DROP INDEX contacts_by_key;
CREATE UNIQUE INDEX contacts_by_key ON contacts (coalesce(exclusivity, -campaign), key, campaign);

ALTER TABLE jobs ADD COLUMN protocol INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN expires INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;

ALTER TABLE attempts ADD COLUMN content_hash INTEGER NOT NULL DEFAULT 0;

-- Only channels that are not available.
CREATE TABLE channels (
    tenant TEXT NOT NULL,
    channel TEXT NOT NULL,
    unavailable TEXT NOT NULL,
    PRIMARY KEY (tenant, channel)
) STRICT, WITHOUT ROWID;
