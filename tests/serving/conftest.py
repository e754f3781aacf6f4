"""Fixtures that several parts of the service share."""

from tests.serving.store.databases import database_url, postgres, store

__all__ = ["database_url", "postgres", "store"]
