ALTER TABLE campaigns ADD COLUMN enrollments TEXT; -- JSON: those that are open

-- A channel that was named as nothing meant all of them.
UPDATE suppressions SET channel = NULL WHERE trim(channel) = '';
