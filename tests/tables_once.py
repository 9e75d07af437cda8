"""The tables of a new database, made once by each test process and copied from then on."""

import sqlite3
from collections.abc import Iterator

import pytest

from storage import schemas
from storage.sqlite import opening


@pytest.fixture(scope="session", autouse=True)
def tables_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    path, shipped, upgrade = (
        tmp_path_factory.mktemp("tables") / "empty.db",
        schemas.schema_files(),
        opening._upgrade,
    )

    def copied(database: sqlite3.Connection) -> None:
        (tables,) = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables or schemas.schema_files() != shipped:
            upgrade(database)
            return
        template = sqlite3.connect(path)
        if not path.stat().st_size:
            upgrade(template)
        template.backup(database)
        template.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_upgrade", copied)
        yield
