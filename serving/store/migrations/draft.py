"""Drafts what brings a store to ``tables.py``, so that whoever adds a column has little to write.

``python -m serving.store.migrations.draft`` prints the step after the newest one, for ``versions/``. With ``--first``
it writes the first step anew, which is right for as long as no version with it has been released.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from serving.store.migrate import HEAD, VERSION_TABLE, run_migrations
from serving.store.tables import metadata

PLAIN = ((r"types\.Instant\([^()]*\)", "sa.DateTime(timezone=True)"), (r"types\.Dollars\(\)", "sa.BigInteger()"))
"""A step names the database's own types, which do not change with our code."""


FIRST = Path(__file__).parent / "versions" / "m0001_initial.py"

STEP = '''\
"""{says}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{number:04}"
down_revision = {before}


def upgrade() -> None:
    """{does}"""
    {body}
'''


def difference(*, first: bool) -> str:
    """The body of ``upgrade``."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'store.db'}")
        if not first:
            with engine.begin() as connection:
                run_migrations(connection)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
            steps = produce_migrations(context, metadata).upgrade_ops
            assert steps is not None
            code = render_python_code(steps, migration_context=context, user_module_prefix="types.")
        engine.dispose()
    for ours, plain in PLAIN:
        code = re.sub(ours, plain, code)
    return re.sub(r"^ *#.*\n?|op\.f\(('[^']*')\)", lambda found: found[1] or "", code, flags=re.MULTILINE).strip()


def main(*, first: bool) -> None:
    """Write the first step, or print the next."""
    body = difference(first=first)
    if first:
        says, does = "The first form of the store.", "Make all tables."
        FIRST.write_text(STEP.format(says=says, number=1, before=None, does=does, body=body), encoding="utf-8")
    else:
        number = int(HEAD) + 1
        sys.stdout.write(STEP.format(says="…", number=number, before=f'"{HEAD}"', does="…", body=body))


if __name__ == "__main__":
    main(first="--first" in sys.argv[1:])
