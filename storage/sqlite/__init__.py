"""The embedded engine: SQLite with a write-ahead log, for one process on one machine."""

from storage.sqlite.engine import SQLiteStore, open_store

__all__ = ["SQLiteStore", "open_store"]
