"""Moves a database from SQLite to PostgreSQL."""

from storage.migration.move import move_database as move_database
