-- What the shared statements call and PostgreSQL does not have.

-- SQLite's min of two values; the aggregate of the same name takes one.
CREATE OR REPLACE FUNCTION min(one BIGINT, other BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN one IS NULL OR other IS NULL THEN NULL ELSE least(one, other) END;
