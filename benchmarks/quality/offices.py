"""Simulated offices, and beside each what the simulator alone knows: which policies every claim went against."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import patch

from benchmarks.quality.bench import Bench, Office
from benchmarks.quality.kept import SIMULATOR, digest
from training.office import desk, odds, simulate
from training.office.case import Case
from training.office.draw import Dice
from training.office.policies import Policy

CAUSES = "causes.json"
"""By ``claim_id submitted``: ``[[policy id, chance of its refusal, whether it refused], …]``."""

Causes = dict[str, list[tuple[str, float, bool]]]


def folder_of(bench: Bench, office: Office) -> Path:
    """The office's folder; a simulated one is made when it is not there yet."""
    if office.folder:
        return office.folder
    made_from = (digest(*SIMULATOR, "benchmarks/quality/offices.py"), office.name)
    return bench.keep(f"office-{office.name}", made_from, lambda folder: _make(folder, office))


def _make(folder: Path, office: Office) -> None:
    causes: Causes = {}

    def overheard(dice: Dice, case: Case, policies: Iterable[Policy]) -> odds.Decision:
        policies = list(policies)
        decision = odds.decide(dice, case, policies)
        refused = {why.policy.id for several in decision.refused.values() for why in several}
        causes.setdefault(f"{case.claim.claim_id} {case.claim.submission_date}", [
            (hazard.policy.id, round(hazard.chance, 4), hazard.policy.id in refused)
            for hazard in odds.hazards(case, policies)
        ])  # fmt: skip
        return decision

    with patch.object(desk, "decide", overheard):
        simulate(folder, office.claims, office.seed)
    (folder / CAUSES).write_text(json.dumps(causes), "utf-8")
