-- The preset that holds where an order names none: at most one in a channel.

ALTER TABLE presets ADD COLUMN standard INTEGER NOT NULL DEFAULT 0 CHECK (standard IN (0, 1));
CREATE UNIQUE INDEX presets_standard ON presets (team, channel) WHERE standard = 1;
