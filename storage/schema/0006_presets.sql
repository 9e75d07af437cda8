-- What a channel's forms can start with.

CREATE TABLE presets (
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    style TEXT NOT NULL,
    given TEXT NOT NULL,
    locked TEXT NOT NULL,
    PRIMARY KEY (team, channel, name)
) STRICT, WITHOUT ROWID;
