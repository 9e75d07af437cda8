-- What the processes agree on from moment to moment. Nothing of it is worth a flush: after a crash it begins anew.

-- When a call to Slack may be made next: by its method, and the channel where it is about one.
CREATE UNLOGGED TABLE turns (
    method TEXT NOT NULL,
    channel TEXT NOT NULL,
    free_at TIMESTAMPTZ,
    held_until TIMESTAMPTZ,
    given TIMESTAMPTZ,
    PRIMARY KEY (method, channel)
);

-- The first moment at which a call may be made. `free_at` lies ahead of it by the calls that may come in a burst.
CREATE FUNCTION first_turn(moment TIMESTAMPTZ, free_at TIMESTAMPTZ, held_until TIMESTAMPTZ, burst INTERVAL)
RETURNS TIMESTAMPTZ LANGUAGE sql IMMUTABLE
    RETURN greatest(moment, free_at - burst, held_until);
