"""The SQLite store: one connection that writes, two that read, one process."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from storage.sql.commits import GroupCommit, ReadOnly, Writer
from storage.sql.readers import Readers
from storage.sql.store import SQLStore
from storage.sql.values import to_micros
from storage.sqlite.backup import copy_database
from storage.sqlite.faults import our_words
from storage.sqlite.line import Connect, Line
from storage.sqlite.opening import prepare_reader, prepare_writer, refuse_old_sqlite, refuse_unlike
from storage.sqlite.place import OneProcess, make_private, refuse_missing, refuse_network, whole_path

READERS: Final = 2


class SQLiteStore(SQLStore):
    """A Store in one file. A write that has returned is committed and flushed to the disk."""

    def __init__(self, *, path: Path, readers: Readers, writer: Writer, open_parts: AsyncExitStack) -> None:
        super().__init__(readers=readers, writer=writer, open_parts=open_parts)
        self._path = path

    async def backup(self, path: Path) -> None:
        """Copied through a connection of its own, so that nobody waits for it."""
        line = await Line.open(self._path, mode="ro")
        try:
            with our_words():
                await line.run(prepare_reader)
                stamp = to_micros(datetime.now(UTC))
                await line.run(partial(copy_database, path=path, now_micros=stamp))
        finally:
            await line.close()


async def open_store(path: Path, *, read_only: bool = False, connect: Connect = Line.open) -> SQLiteStore:
    """Open the database at `path`, made if need be. `read_only` only looks, also while a bot runs on it.
    `connect` opens its connections: each in a thread of its own, where nobody says otherwise.

    Raises SchemaTooNew, Corrupt, or StorageError for a second process, a network file system or a file of
    another program.
    """
    refuse_old_sqlite()
    whole = whole_path(path)
    async with AsyncExitStack() as parts:
        writer = await (_looking_on(whole, connect) if read_only else _writing(whole, connect, parts))
        readers = Readers([await _reader(whole, connect, parts) for _ in range(READERS)])
        return SQLiteStore(path=whole, readers=readers, writer=writer, open_parts=parts.pop_all())


async def _writing(path: Path, connect: Connect, parts: AsyncExitStack) -> Writer:
    """Opened first, so closed last: the writer outlives the readers and leaves one tidy file behind."""
    refuse_network(path)
    parts.callback(OneProcess(path).release)
    make_private(path)
    line = await connect(path, mode="rwc")
    writer = GroupCommit(line)
    parts.push_async_callback(writer.close)
    with our_words():
        await line.run(prepare_writer)
    return writer


async def _looking_on(path: Path, connect: Connect) -> Writer:
    refuse_missing(path)
    line = await connect(path, mode="ro")
    try:
        with our_words():
            await line.run(refuse_unlike)
    finally:
        await line.close()
    return ReadOnly()


async def _reader(path: Path, connect: Connect, parts: AsyncExitStack) -> Line:
    line = await connect(path, mode="ro")
    parts.push_async_callback(line.close)
    with our_words():
        await line.run(prepare_reader)
    return line
