"""``python -m benchmarks.office.asked MODULE:FUNCTION SHARE``: ask an entry, in the folder made for it."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import msgspec

import claims
from benchmarks.quality.truth import key_of
from claims import Sourced
from claims.claim import Claim


def later_claims(folder: Path, share: float) -> list[Claim]:
    """The claims that were sent after the cut, in order of submission; a share of them, the first."""
    read = [one.claim for file in claims.find_files([folder]) for one in claims.read(file) if isinstance(one, Sourced)]
    found = sorted((one for one in read if one.submission_date), key=lambda one: str(one.submission_date))
    return found[: round(len(found) * share)]


def checked(odds: Sequence[float], asked: int) -> list[float]:
    """What an entry gave, as plain numbers.

    Raises:
        ValueError: there are more or fewer than claims, or one is no probability.
    """
    found = [float(p) for p in odds]
    if len(found) != asked:
        raise ValueError(f"it gave {len(found)} odds for {asked} claims")
    for at, p in enumerate(found):
        if not (math.isfinite(p) and 0 <= p <= 1):
            raise ValueError(f"the odds of claim {at} are {p}, which is no probability")
    return found


def main(entry: str, share: str) -> None:
    """Ask, and write ``odds.json``; of claims with the same key the first counts."""
    module, _, function = entry.partition(":")
    asked = later_claims(Path("later"), float(share))
    told = checked(getattr(import_module(module), function)(Path("office"), asked), len(asked))
    odds: dict[str, float] = {}
    for claim, p in zip(asked, told, strict=True):
        odds.setdefault(key_of(claim), p)
    Path("odds.json").write_bytes(msgspec.json.encode(odds))


if __name__ == "__main__":
    main(*sys.argv[1:])
