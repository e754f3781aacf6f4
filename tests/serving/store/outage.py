"""A store that can be away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from serving.store import Store, StoreError


class Unsteady(Store):
    """A real store; while it is away, it raises what a store raises whose database does not answer."""

    away = False
    asked = 0
    """How often it was asked for a transaction while it was away."""

    @classmethod
    def of(cls, store: Store) -> Unsteady:
        """The same database."""
        return cls(store.engine)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """As a store does."""
        self._here()
        with super().begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """As a store does."""
        self._here()
        with super().reading() as connection:
            yield connection

    def _here(self) -> None:
        if self.away:
            self.asked += 1
            raise StoreError("the store cannot be used: connection refused")
