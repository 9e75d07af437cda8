-- Several processes on one database: who they are, and what each has taken.

-- A process lives for as long as it renews its row. `id` is never used again.
CREATE TABLE processes (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lease_until TIMESTAMPTZ NOT NULL
);

-- `owner`: the process that took the effect. `held_until`: who reads a job or a call has it for so long.
ALTER TABLE outbox ADD COLUMN owner BIGINT;
ALTER TABLE outbox ADD COLUMN held_until TIMESTAMPTZ;
ALTER TABLE webhooks ADD COLUMN held_until TIMESTAMPTZ;
CREATE INDEX outbox_taken ON outbox (owner) WHERE state = 'sending';
CREATE INDEX outbox_paid_in_doubt ON outbox (id) WHERE paid = 1 AND state = 'unknown' AND ended = 0;
