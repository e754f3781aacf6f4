"""The yardstick: fixed simulated offices, one protocol, an upper limit, and what peers and entries reach.

``python -m benchmarks.office [--size N…] [--seeds N] [--entry MODULE:FUNCTION] [--publish]``; ``docs/yardstick.md``
says how to enter a model. Offices, peers and our own model are those of :mod:`benchmarks.quality`. Needs the ``dev``
extra.
"""

from __future__ import annotations


def main() -> None:
    """The same from ``python -m benchmarks office``."""
    from benchmarks.office.__main__ import main as measure  # noqa: PLC0415 - the parts need no report

    measure([])
