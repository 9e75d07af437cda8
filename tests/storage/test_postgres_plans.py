"""Plans that the server makes without knowing the values: after some calls it uses no others."""

import psycopg
import pytest

from storage.postgres.dialect import translated
from storage.queries import SQL
from tests.postgres.databases import execute

MANY = """
INSERT INTO outbox (effect_key, name, channel, urgent, paid, payload, due, armed)
SELECT n, 'Click', 'C' || n % 64, 0, 0, '{}', n, n FROM generate_series(1, 30000) AS n
"""


def plan(url: str, name: str) -> str:
    """The server's own account of how it would run a statement, whatever the values."""
    statement = translated(SQL[name])
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor) as database:
        database.execute("SET greenlight.owner = 1")
        database.execute("SET plan_cache_mode = force_generic_plan")
        database.execute(f"PREPARE asked AS {statement.text}")
        nothing = ", ".join("NULL" for _ in statement.places)
        rows = database.execute(f"EXPLAIN EXECUTE asked({nothing})").fetchall()
    return "\n".join(line for (line,) in rows)


@pytest.mark.parametrize("name", ["claim_due"])
async def test_what_is_due_is_found_channel_by_channel(postgres_url: str, name: str) -> None:
    execute(postgres_url, MANY)
    execute(postgres_url, "ANALYZE outbox")

    found = plan(postgres_url, name)

    assert "outbox_work" in found
    assert "outbox_due" not in found
    assert "Seq Scan on outbox" not in found
