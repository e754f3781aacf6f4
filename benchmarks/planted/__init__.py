"""Single planted faults: each made of a clean claim by one change, each found by the rule that it is named after.

The faults are written from the implementation guides and the payers' manuals, not from the rules. ``clean`` holds the
claims, ``defects`` the faults by group, ``payers`` and ``reference`` what is made up for those that need it. The test
``tests/rules/test_planted_defects.py`` asks that each is found and that nothing is said of the clean claims; run as
``python -m benchmarks planted`` it prints the figures beside those of other validators.
"""

from __future__ import annotations


def main() -> None:
    """Print the figures."""
    from benchmarks.planted.table import main as table  # noqa: PLC0415 - the test needs no peers

    table()
