"""Moving a database from SQLite to PostgreSQL."""
