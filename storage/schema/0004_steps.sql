-- What a line of the history has to say besides who, what and when: few lines have anything.

CREATE TABLE history_notes (
    line INTEGER NOT NULL PRIMARY KEY REFERENCES history (id),
    why TEXT NOT NULL,
    credit TEXT,
    state TEXT CHECK (state IN ('reserved', 'settled', 'released', 'unknown')),
    estimated INTEGER NOT NULL CHECK (estimated IN (0, 1)),
    CHECK ((credit IS NULL) = (state IS NULL))
) STRICT, WITHOUT ROWID;
