-- How often a channel reads what was made in it.

ALTER TABLE channels ADD COLUMN digest TEXT NOT NULL DEFAULT 'never' CHECK (digest IN ('never', 'daily', 'weekly'));
