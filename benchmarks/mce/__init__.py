"""Medicare's code editor: our edits beside those of ``msdrg`` on random inpatient claims, each difference explained.

``msdrg`` (PyPI, MIT) is a port of CMS's own editor. ``draw`` makes the claims, ``oracle`` asks msdrg in an environment
of its own, ``ours`` asks our rules, ``differences`` says why two answers differ. A few hundred claims with the oracle's
answers are recorded in ``tests/rules/code_editor.ndjson``: ``python -m benchmarks.mce.record`` makes the file anew.
"""

from __future__ import annotations


def main() -> None:
    """Print the table; it ends with status 1 where a difference is not explained."""
    from benchmarks.mce.table import main as table  # noqa: PLC0415 - the test needs no msdrg

    table()
