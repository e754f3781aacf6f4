"""What is on record: results, submissions, answers, outcomes; in SQLite or PostgreSQL."""

from serving.store.ids import made_at, new_id
from serving.store.recorder import Backlog, Recorder
from serving.store.scored import Scored
from serving.store.store import Store
from serving.store.url import StoreError, spool_folder, store_url

__all__ = ["Backlog", "Recorder", "Scored", "Store", "StoreError", "made_at", "new_id", "spool_folder", "store_url"]
