"""Notices that a database is not where it was: a copy does not know what was done after it was made."""

from storage.postgres.connection import Connection
from storage.postgres.dialect import OWN
from storage.queries import SQL


def doubt_elsewhere(database: Connection) -> None:
    """Put every open effect in doubt once the database lies elsewhere than when it was last written to."""
    if _kept(database) == _now(database):
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        place = _now(database)
        if _kept(database) is not None:
            database.execute(SQL["doubt_all"])
        database.execute(OWN["keep_place"], (place,))
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _now(database: Connection) -> str:
    (place,) = database.execute(OWN["place"]).fetchone() or ("",)
    return str(place)


def _kept(database: Connection) -> str | None:
    row = database.execute(OWN["kept_place"]).fetchone()
    return None if row is None else row[0]
