"""Claims of tables: CSV and Parquet, one row a service line.

The walk: ``text`` makes rows of a stream of CSV, ``parquet`` of a file of Parquet; ``header`` finds which column is
which field (``columns``), ``cell`` reads values strictly, ``rows`` makes claims of consecutive rows.
"""

from claims.tables.header import is_table
from claims.tables.text import read

__all__ = ["is_table", "read"]
