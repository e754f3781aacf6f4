"""A year of an office in a store: claims that were sent, in files as they were answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

import claims
from claims.claim import Claim
from claims.origin import Sourced
from models import Bundle
from rules import RuleSet
from serving.offices import Offices
from serving.score import Score
from serving.scorer import Scorer
from serving.store import Store

TODAY = date(2026, 6, 1)


def read(folder: Path, most: int) -> list[Sourced]:
    """The first claims of a folder."""
    items = (item for file in claims.find_files([folder]) for item in claims.read(file))
    return list(islice((item for item in items if isinstance(item, Sourced)), most))


def offices(store: Store, bundle: Bundle | None, ruleset: RuleSet) -> Offices:
    """Offices that share a bundle, without an index of what was sent before."""
    return Offices(store, lambda _: Scorer(bundle, ruleset, clock=lambda: TODAY))


def scores(scorer: Scorer, asked: Sequence[Sourced]) -> list[Score]:
    """What a scorer says of claims, each as if it were the only one."""
    return [scorer.score(item) for item in asked]


def findings(scorer: Scorer, claim: Claim) -> Iterator[str]:
    """The rules that find something."""
    from claims.origin import Origin  # noqa: PLC0415

    for finding in scorer.check(Sourced(claim, Origin("a.json"))).findings:
        yield finding.rule
