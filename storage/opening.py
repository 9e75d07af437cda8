"""Opens a store where it is: a file is SQLite's, a URL is PostgreSQL's."""

from pathlib import Path

from bot.errors import StorageError
from storage.sqlite import open_store as open_sqlite
from storage.store import Store


async def open_store(place: Path | str, *, read_only: bool = False) -> Store:
    """The store at `place`, its tables made if need be. `read_only` only looks.

    Raises StorageError with a sentence that says what to do.
    """
    if isinstance(place, Path):
        return await open_sqlite(place, read_only=read_only)
    try:
        from storage.postgres import open_store as open_postgres  # an extra
    except ImportError as error:
        raise StorageError(
            "PostgreSQL needs its driver: install greenlight-bot[postgres], or unset GREENLIGHT_DATABASE_URL."
        ) from error
    return await open_postgres(place, read_only=read_only)
