"""What Alembic runs: the migrations, within the transaction that it was handed (see ``serving/store/migrate.py``)."""

from __future__ import annotations

from alembic import context

from serving.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
