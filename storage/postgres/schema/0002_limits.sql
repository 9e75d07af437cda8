-- Budgets and caps: the same tables and sums as the shared file of this name, with PostgreSQL's kind of trigger.

CREATE TABLE monthly_spends (
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    month TEXT NOT NULL CHECK (month ~ '^[0-9]{4}-[0-1][0-9]$'),
    person TEXT NOT NULL,
    provider TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'settled', 'released', 'unknown')),
    credit BIGINT NOT NULL,
    money BIGINT NOT NULL,
    unpriced BIGINT NOT NULL,
    PRIMARY KEY (team, channel, month, person, provider, state)
);
CREATE INDEX monthly_spends_person ON monthly_spends (team, person, month);

-- Adds one row of the ledger to its sum, or takes it away again (`times` is 1 or -1).
CREATE FUNCTION count_spend(spend ledger, times BIGINT) RETURNS void LANGUAGE sql AS $$
    INSERT INTO monthly_spends AS kept (team, channel, month, person, provider, state, credit, money, unpriced)
    SELECT
        spend.team, spend.channel, to_char(to_timestamp(spend.at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM'),
        spend.person, spend.provider, spend.state,
        times * round(spend.credit::numeric * 1000000)::bigint,
        times * round(coalesce(spend.money, '0')::numeric * 1000000)::bigint,
        CASE WHEN spend.money IS NULL THEN times * round(spend.credit::numeric * 1000000)::bigint ELSE 0 END
    ON CONFLICT (team, channel, month, person, provider, state) DO UPDATE SET
        credit = kept.credit + excluded.credit, money = kept.money + excluded.money,
        unpriced = kept.unpriced + excluded.unpriced
$$;

CREATE FUNCTION ledger_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM count_spend(OLD, -1);
    END IF;
    PERFORM count_spend(NEW, 1);
    RETURN NULL;
END
$$;
CREATE TRIGGER ledger_counted AFTER INSERT OR UPDATE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_counts();

SELECT count_spend(ledger, 1) FROM ledger;

-- What runs and what waits, counted whenever a task begins to.
CREATE INDEX tasks_running ON tasks (provider, channel, requester)
    WHERE status IN ('submitting', 'rendering', 'unknown') AND needs_person = 0;
CREATE INDEX tasks_queued ON tasks (provider, channel, seq, requester) WHERE status = 'queued';

-- What a person has open is found without reading all that they ever had.
CREATE INDEX tasks_open_of_person ON tasks (requester, seq) WHERE status IN (
    'requested', 'awaiting_approval', 'queued', 'submitting', 'unknown', 'rendering', 'stalled', 'fetching'
);
