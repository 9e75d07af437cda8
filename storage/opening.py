"""Opens a store where it is: a file is SQLite's, a URL is PostgreSQL's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StorageError
from storage.sqlite import open_store as open_sqlite
from storage.store import Store


async def open_store(place: Path | str, *, read_only: bool = False, key_print: str = "") -> Store:
    """The store at `place`, its tables made if need be. `read_only` only looks.

    `key_print`: of the secret key. Where several processes share the store, all have to hold the same.

    Raises StorageError with a sentence that says what to do.
    """
    if isinstance(place, Path):
        return await open_sqlite(place, read_only=read_only)
    with _driver():
        from storage.postgres import open_store as open_postgres  # an extra
    return await open_postgres(place, read_only=read_only, key_print=key_print)


def move_to_postgres(path: Path, url: str, *, say: Callable[[str], None]) -> None:
    """Move a database from SQLite; `say` is told how far it is. Raises StorageError."""
    with _driver():
        from storage.migration import move_database  # an extra
    move_database(path, url, say=say)


@contextmanager
def _driver() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise StorageError(
            "PostgreSQL needs its driver: install greenlight-bot[postgres], or unset GREENLIGHT_DATABASE_URL."
        ) from error
