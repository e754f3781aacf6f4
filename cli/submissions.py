"""What the service has on record, for commands that send claims: known before, and added to after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from serving.scorer import Scorer
    from serving.store import Store


def with_history(url: str, office: str, scorer: Scorer) -> Scorer:
    """The scorer once it knows what the office sent and was answered, by the store's events.

    Raises:
        click.ClickException: the store cannot be used.
    """
    from serving.offices import Offices

    with _opened(url, "nothing was written") as store:
        return Offices(store, lambda _: scorer).of(office).scorer


def record(url: str, office: str, ready: Path) -> None:
    """Put the claims of a file on record as sent.

    Raises:
        click.ClickException: the store cannot be used.
    """
    import claims
    from serving.access import Caller
    from serving.outcomes import take_submissions

    caller = Caller(office, "cleanclaim split", frozenset(["outcomes"]), "cleanclaim split")
    undone = f"{ready} is written, but not all of it is on record as sent; run the same command again"
    with _opened(url, undone) as store:
        counts = take_submissions(store, office, caller, claims.read(ready)).counts
    known = f" ({counts['known']:,} were before)" if counts["known"] else ""
    click.echo(f"{counts['claims']:,} on record as sent{known}")


@contextmanager
def _opened(url: str, undone: str) -> Iterator[Store]:
    from sqlalchemy.exc import SQLAlchemyError

    from serving.store import Store, StoreError

    try:
        store = Store.open(url)
        try:
            yield store
        finally:
            store.close()
    except StoreError as error:
        raise click.ClickException(f"{error}; {undone}") from error
    except SQLAlchemyError as error:  # what it says may hold what was to be written
        raise click.ClickException(f"the store does not answer ({type(error).__name__}); {undone}") from error
