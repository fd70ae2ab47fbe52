"""Runs migrations in the transaction that `Store.migrate` holds open: all of one remains, or nothing."""

from alembic import context

import storage.tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=storage.tables.Row.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
