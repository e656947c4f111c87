-- How many commits there were, up to which of them the main file surely holds all, which store has the file, and whether it has it open.
ALTER TABLE store ADD COLUMN commit_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN base_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;

-- Why the store has held everything.
ALTER TABLE tenants ADD COLUMN reason TEXT;
