"""What Alembic runs: the migrations, within the transaction that it was handed (see ``serving/store/migrate.py``)."""

from __future__ import annotations

from alembic import context

from serving.store.migrate import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
