"""How good the odds are, in one report: skill, what each part is worth, peers, size, age, money, and what is left.

``make bench-quality``, or ``python -m benchmarks.quality [PART…] [--office DIR…] [--publish]``: some 40 minutes on two
idle cores, less when an earlier run of the same program has done a part. Needs the ``dev`` extra.
"""

from __future__ import annotations


def main() -> None:
    """The same from ``python -m benchmarks quality``."""
    from benchmarks.quality.__main__ import main as measure  # noqa: PLC0415 - the parts need no report

    measure([])
