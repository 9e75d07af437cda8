"""The PostgreSQL engine: several processes on one database."""

from storage.postgres.engine import PostgresStore, open_store

__all__ = ["PostgresStore", "open_store"]
