import re
from pathlib import Path

import psycopg
import pytest

from storage.postgres.dialect import OWN, in_postgres_words, translated
from storage.postgres.opening import shared_file
from storage.queries import SQL
from storage.schemas import schema_files
from storage.sqlite import SQLiteStore
from tests.postgres.databases import execute

ONLY_IN_POSTGRES = {
    ("outbox", "owner"),
    ("outbox", "held_until"),
    ("webhooks", "held_until"),
    ("webhooks", "owner"),
    ("processes", "id"),
    ("processes", "lease_until"),
    ("processes", "key_print"),
    ("alone", "key"),
    ("alone", "owner"),
    *(("turns", column) for column in ("method", "channel", "free_at", "held_until", "given")),
}


def test_each_place_gets_a_number_of_its_own() -> None:
    said = translated("SELECT :a, :b WHERE :a = '?:c' AND x::text = :b")

    assert said.text == "SELECT $1, $2 WHERE $3 = '?:c' AND x::text = $4"
    assert said.values({"a": 1, "b": 2}) == [1, 2, 1, 2]
    assert translated("VALUES (?2, ?1, ?2)").values(["one", "two"]) == ["two", "one", "two"]


@pytest.mark.parametrize(
    ("glob", "expression"),
    [("'GL-[A-Z0-9]*'", "~ '^GL\\-[A-Z0-9].*$'"), ("'a?.b'", "~ '^a.\\.b$'")],
)
def test_a_pattern_becomes_an_anchored_expression(glob: str, expression: str) -> None:
    assert in_postgres_words(f"id GLOB {glob}") == f"id {expression}"


def test_what_is_written_by_hand_stands_for_a_shared_statement_or_is_used_here() -> None:
    sources = "".join(path.read_text("utf-8") for path in Path("storage").glob("*/*.py"))

    assert {name for name in OWN if name not in SQL and f'OWN["{name}"]' not in sources} == set()


def test_postgres_understands_every_statement(postgres_url: str) -> None:
    refused = {}
    with psycopg.connect(postgres_url, autocommit=True) as database:
        for name, statement in {**OWN, **SQL}.items():
            try:
                database.execute(f"PREPARE {name} AS {translated(statement).text}".encode())
            except psycopg.Error as error:
                refused[name] = str(error)

    assert refused == {}


async def test_both_engines_have_the_same_columns(store: SQLiteStore, postgres_url: str) -> None:
    rows = await store._readers.run(
        lambda database: database.execute(
            "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS c "
            "WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%'"
        ).fetchall()
    )

    columns = execute(
        postgres_url,
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
    )
    assert {*columns} - ONLY_IN_POSTGRES == {*rows}


async def test_both_engines_have_the_same_indexes(store: SQLiteStore, postgres_url: str) -> None:
    rows = await store._readers.run(
        lambda database: database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
    )

    indexes = execute(postgres_url, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
    assert {name for (name,) in rows} <= {name for (name,) in indexes}


def test_nothing_of_sqlite_is_left_in_the_schema() -> None:
    left = [
        (number, word)
        for number, text in schema_files()
        for word in ("STRICT", "ROWID", "strftime", "GLOB", "BLOB", "VIRTUAL", "group_concat", "json_each")
        if re.search(rf"^(?!--).*\b{word}\b", shared_file(number, text), re.MULTILINE)
    ]

    assert left == []
