"""An office's files, taken in once: records that training reads back, and documented tables for everyone else."""

from training.lake.intake import Ingested, ingest
from training.lake.read import read

__all__ = ["Ingested", "ingest", "read"]
