-- Budgets and caps.
--
-- Running sums of the ledger, so that a budget is checked at the same cost however much was ever spent.
-- Kept by triggers: nothing can be written to the ledger past them. Figures are millionths, exact as INTEGER.
-- `unpriced`: credits that had no price in money when they were written down.

CREATE TABLE monthly_spends (
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]'),
    person TEXT NOT NULL,
    provider TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'settled', 'released', 'unknown')),
    credit INTEGER NOT NULL,
    money INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    PRIMARY KEY (team, channel, month, person, provider, state)
) STRICT, WITHOUT ROWID;
CREATE INDEX monthly_spends_person ON monthly_spends (team, person, month);

CREATE TRIGGER ledger_added AFTER INSERT ON ledger BEGIN
    INSERT INTO monthly_spends (team, channel, month, person, provider, state, credit, money, unpriced)
    VALUES (
        new.team, new.channel, strftime('%Y-%m', new.at / 1000000, 'unixepoch'), new.person, new.provider, new.state,
        CAST(round(new.credit * 1000000.0) AS INTEGER),
        CAST(round(coalesce(new.money, 0) * 1000000.0) AS INTEGER),
        CASE WHEN new.money IS NULL THEN CAST(round(new.credit * 1000000.0) AS INTEGER) ELSE 0 END
    )
    ON CONFLICT (team, channel, month, person, provider, state) DO UPDATE SET
        credit = credit + excluded.credit, money = money + excluded.money, unpriced = unpriced + excluded.unpriced;
END;

CREATE TRIGGER ledger_changed AFTER UPDATE ON ledger BEGIN
    UPDATE monthly_spends SET
        credit = credit - CAST(round(old.credit * 1000000.0) AS INTEGER),
        money = money - CAST(round(coalesce(old.money, 0) * 1000000.0) AS INTEGER),
        unpriced = unpriced
            - CASE WHEN old.money IS NULL THEN CAST(round(old.credit * 1000000.0) AS INTEGER) ELSE 0 END
    WHERE team = old.team AND channel = old.channel AND month = strftime('%Y-%m', old.at / 1000000, 'unixepoch')
        AND person = old.person AND provider = old.provider AND state = old.state;
    INSERT INTO monthly_spends (team, channel, month, person, provider, state, credit, money, unpriced)
    VALUES (
        new.team, new.channel, strftime('%Y-%m', new.at / 1000000, 'unixepoch'), new.person, new.provider, new.state,
        CAST(round(new.credit * 1000000.0) AS INTEGER),
        CAST(round(coalesce(new.money, 0) * 1000000.0) AS INTEGER),
        CASE WHEN new.money IS NULL THEN CAST(round(new.credit * 1000000.0) AS INTEGER) ELSE 0 END
    )
    ON CONFLICT (team, channel, month, person, provider, state) DO UPDATE SET
        credit = credit + excluded.credit, money = money + excluded.money, unpriced = unpriced + excluded.unpriced;
END;

INSERT INTO monthly_spends (team, channel, month, person, provider, state, credit, money, unpriced)
SELECT
    team, channel, strftime('%Y-%m', at / 1000000, 'unixepoch'), person, provider, state,
    sum(CAST(round(credit * 1000000.0) AS INTEGER)),
    sum(CAST(round(coalesce(money, 0) * 1000000.0) AS INTEGER)),
    sum(CASE WHEN money IS NULL THEN CAST(round(credit * 1000000.0) AS INTEGER) ELSE 0 END)
FROM ledger GROUP BY 1, 2, 3, 4, 5, 6;

-- What runs and what waits, counted whenever a task begins to.
CREATE INDEX tasks_running ON tasks (provider, channel, requester)
    WHERE status IN ('submitting', 'rendering', 'unknown') AND needs_person = 0;
CREATE INDEX tasks_queued ON tasks (provider, channel, seq, requester) WHERE status = 'queued';

-- What a person has open is found without reading all that they ever had.
CREATE INDEX tasks_open_of_person ON tasks (requester, seq) WHERE status IN (
    'requested', 'awaiting_approval', 'queued', 'submitting', 'unknown', 'rendering', 'stalled', 'fetching'
);
