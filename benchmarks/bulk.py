"""Up to a million tasks in PostgreSQL: a thousand are written by the Store, older ones are copied from them.

Each has six lines of history and a settled spend; the sums of the ledger are what its triggers would make.
"""

import asyncio
from typing import Final

import psycopg

from benchmarks.stored import FEW, change
from storage.postgres import open_store

OLDER: Final = """
CREATE FUNCTION older(name TEXT, k BIGINT) RETURNS TEXT LANGUAGE sql IMMUTABLE
RETURN 'GL-' || lpad(CAST(CAST(substr(name, 4) AS BIGINT) - 1000 * k AS TEXT), 7, '0')
"""
TASKS: Final = """
INSERT INTO tasks
SELECT copied.*
FROM tasks CROSS JOIN generate_series(1, %(times)s) AS k CROSS JOIN LATERAL jsonb_populate_record(
    tasks, jsonb_build_object(
        'seq', seq - 1000 * k, 'id', older(id, k), 'lineage', older(lineage, k),
        'job_id', 'job-' || older(id, k), 'created_at', created_at - 1000000 * k,
        'status', CASE WHEN status = 'rendering' THEN 'approved' ELSE status END,
        'finished_at', coalesce(finished_at, changed_at), 'status_ts', status_ts || k
    )
) AS copied
"""
HISTORY: Final = """
INSERT INTO history (task, at, what, who, before, after)
SELECT older(task, k), at - 1000000 * k, what, who, before, after
FROM generate_series(1, %(times)s) AS k CROSS JOIN history
"""
LEDGER: Final = """
INSERT INTO ledger (
    key, task, team, channel, person, provider, credit, money, state, estimated, maybe_refunded, at
)
SELECT
    'spend:' || older(task, k) || ':1', older(task, k), team, channel, person, provider, credit, money, state,
    estimated, maybe_refunded, at
FROM generate_series(1, %(times)s) AS k CROSS JOIN ledger
"""
SUMS: Final = """
UPDATE monthly_spends SET
    credit = credit * (%(times)s + 1), money = money * (%(times)s + 1), unpriced = unpriced * (%(times)s + 1)
"""


async def fill(url: str, count: int) -> None:
    """A multiple of a thousand tasks, in an empty database."""
    store = await open_store(url)
    try:
        await asyncio.gather(*(store.save(change(number, count)) for number in range(count - FEW, count)))
    finally:
        await store.close()
    await asyncio.to_thread(_copy, url, count // FEW - 1)


def _copy(url: str, times: int) -> None:
    with psycopg.connect(url, autocommit=True) as database:
        with database.transaction():
            database.execute(OLDER)
            database.execute(
                "SET LOCAL session_replication_role = replica"
            )  # neither triggers nor references
            for statement in (TASKS, HISTORY, LEDGER, SUMS):
                database.execute(statement.encode(), {"times": times})
        database.execute("VACUUM ANALYZE")
