-- Who reads a job or a call, so that what a process which is gone was reading waits for nobody.

ALTER TABLE webhooks ADD COLUMN owner BIGINT;

-- Whether somebody who lives reads it now.
CREATE FUNCTION is_held(until TIMESTAMPTZ, reader BIGINT) RETURNS BOOLEAN LANGUAGE sql STABLE
    RETURN until IS NOT NULL AND until >= clock_timestamp()
        AND EXISTS (SELECT 1 FROM processes WHERE id = reader);
