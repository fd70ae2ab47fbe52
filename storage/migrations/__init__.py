"""The schema's history, run by Alembic; the same for SQLite and Postgres."""
