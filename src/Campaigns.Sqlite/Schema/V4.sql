-- To which owner a kept report came, and what its clock had shown by then (UTC ticks): what is committed later it is not about.
ALTER TABLE reports ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN seen_until INTEGER NOT NULL DEFAULT 0;
