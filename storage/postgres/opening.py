"""Opens a database: what server it is, and the schema."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from bot.errors import SchemaTooNew, StorageError
from storage.postgres.connection import Connection
from storage.postgres.dialect import in_postgres_words
from storage.queries import SQL
from storage.schemas import numbered_files, schema_files

OLDEST_SERVER: Final = 140_000
"""Older ones are no longer mended: https://www.postgresql.org/support/versioning/"""

_ONE_AT_A_TIME: Final = 0x474C4254  # "GLBT": the key of the advisory lock


def prepare(database: Connection) -> None:
    """Bring the schema up to date, one process at a time. Raises SchemaTooNew or StorageError."""
    _refuse_unfit(database)
    database.script("BEGIN")
    try:
        database.script(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
        _refuse_others(database)
        _upgrade(database)
        database.script("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.script("ROLLBACK")
        raise


def refuse_unlike(database: Connection) -> None:
    """For those who only look: the schema has to be exactly ours, since they do not change it."""
    _refuse_unfit(database)
    _refuse_others(database)
    if _numbers(database) != tuple(steps[-1][0] for steps in (schema_files(), own_files())):
        raise StorageError("The database has the schema of an older release. Start `greenlight serve` once.")


def refuse_unfinished(database: Connection) -> None:
    """Half of what was moved is no database to work on."""
    if database.execute(SQL["moving"]).fetchone() is not None:
        raise StorageError("A move into this database is not finished: run `greenlight migrate` again.")


def own_files() -> Sequence[tuple[int, str]]:
    """What only this engine has, numbered for itself: it comes after the shared files."""
    return numbered_files("storage.postgres", "own")


def shared_file(number: int, text: str) -> str:
    """A shared schema file in PostgreSQL's words: the one written by hand where there is one."""
    return dict(numbered_files("storage.postgres", "schema")).get(number) or in_postgres_words(text)


def _refuse_unfit(database: Connection) -> None:
    version, encoding = database.one(
        "SELECT current_setting('server_version_num'), current_setting('server_encoding')"
    )
    if int(version) < OLDEST_SERVER:
        needed, has = OLDEST_SERVER // 10_000, int(version) // 10_000
        raise StorageError(f"PostgreSQL {needed} or newer is needed; this server is {has}.")
    if encoding != "UTF8":
        raise StorageError(f"The database must be in UTF8; this one is in {encoding}.")


def _refuse_others(database: Connection) -> None:
    meta, tables = database.one(
        "SELECT to_regclass('meta') IS NOT NULL,"
        " (SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema())"
    )
    if tables and not meta:
        raise StorageError("This database holds tables of another program. Give Greenlight one of its own.")
    for known, found in zip((schema_files(), own_files()), _numbers(database), strict=True):
        if found > known[-1][0]:
            raise SchemaTooNew(
                f"The database was written by a newer release (schema {found}, known here: {known[-1][0]})."
            )


def _numbers(database: Connection) -> tuple[int, int]:
    """Of the last shared and of our last own file that was applied."""
    (meta,) = database.one("SELECT to_regclass('meta') IS NOT NULL")
    if not meta:
        return 0, 0
    shared, own = database.one(
        "SELECT (SELECT value FROM meta WHERE key = 'schema'),"
        " (SELECT value FROM meta WHERE key = 'own_schema')"
    )
    return int(shared or 0), int(own or 0)


def _upgrade(database: Connection) -> None:
    shared, own = _numbers(database)
    database.script(files("storage.postgres").joinpath("dialect.sql").read_text("utf-8"))
    for number, text in schema_files():
        if number > shared:
            database.script(shared_file(number, text))
    for number, text in own_files():
        if number > own:
            database.script(text)
    numbers = {"schema": schema_files()[-1][0], "own_schema": own_files()[-1][0]}
    for key, number in numbers.items():
        database.script(
            f"INSERT INTO meta (key, value) VALUES ('{key}', '{number}')"  # noqa: S608 - both are ours
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )
