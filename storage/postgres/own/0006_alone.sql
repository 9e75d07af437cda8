-- What one process does while no other may, for as long as that process lives.
CREATE TABLE alone (
    key TEXT PRIMARY KEY,
    owner BIGINT NOT NULL
);
