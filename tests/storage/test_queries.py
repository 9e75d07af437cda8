import re
from pathlib import Path

import pytest

import storage
from storage.queries import SQL, named_queries
from storage.sqlite import SQLiteStore

SOURCES = [path.read_text("utf-8") for path in Path(storage.__file__).parent.glob("*/*.py")]

AT_START_OR_HOURLY = {"doubt_sending", "doubt_all", "paid_in_doubt", "drop_tokens"}
NEWEST_FIRST = {"tasks"}
"""Walks the tasks from the newest and stops when it has enough."""


def parameters(statement: str) -> dict[str, None] | list[None]:
    if named := re.findall(r":(\w+)", statement):
        return dict.fromkeys(named)
    numbered = [int(number) for number in re.findall(r"\?(\d+)", statement)]
    return [None] * (max(numbered) if numbered else statement.count("?"))


async def plan(store: SQLiteStore, name: str) -> list[str]:
    """SQLite's own account of how it would run a statement: https://sqlite.org/eqp.html"""
    statement = SQL[name]
    rows = await store._writer.write(
        lambda database: database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters(statement)).fetchall()
    )
    return [detail for *_, detail in rows]


def test_comments_are_no_part_of_a_query() -> None:
    assert named_queries("-- head\n\n-- name: one\n-- Why.\nSELECT 1;\n") == {"one": "SELECT 1;"}


def test_a_name_is_used_once() -> None:
    with pytest.raises(ValueError, match="two queries are called one"):
        named_queries("-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;\n")


@pytest.mark.parametrize("name", SQL)
def test_every_query_is_used(name: str) -> None:
    assert any(f'"{name}"' in source for source in SOURCES)


@pytest.mark.parametrize("name", sorted(set(SQL) - AT_START_OR_HOURLY - NEWEST_FIRST))
async def test_no_query_reads_a_whole_table(store: SQLiteStore, name: str) -> None:
    steps = await plan(store, name)

    scans = [
        step
        for step in steps
        if re.match(r"SCAN (tasks|outbox|history|media|ledger|monthly_spends|web\w+)\b", step)
    ]
    assert scans in ([], ["SCAN webhooks USING INDEX webhooks_new"])


@pytest.mark.parametrize("name", ["claim_due", "count_channels"])
async def test_a_claim_hops_through_its_index(store: SQLiteStore, name: str) -> None:
    steps = " ".join(await plan(store, name))

    assert "INDEX outbox_work (channel>?)" in steps


async def test_checks_and_the_next_due_moment_have_their_indexes(store: SQLiteStore) -> None:
    assert "SEARCH outbox USING INDEX outbox_checks (provider=? AND due<?)" in await plan(
        store, "claim_checks"
    )
    assert "SEARCH outbox USING INDEX outbox_checks (provider=? AND due<?)" in await plan(
        store, "providers_with_checks"
    )
    assert await plan(store, "next_due") == ["SEARCH outbox USING INDEX outbox_due"]
