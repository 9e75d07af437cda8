"""A PostgreSQL server for the tests."""
