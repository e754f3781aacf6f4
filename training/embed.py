"""Make the embedded bundle: ``python -m training.embed``.

It simulates the training office, trains on it, measures the model on three offices of other seeds, and writes bundle
and card to ``models/embedded``. The same program gives the same bundle.
"""

from __future__ import annotations

import csv
import gzip
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import numpy as np
from msgspec import Struct

from models import EMBEDDED, Bundle
from training.evaluation import odds_of
from training.frame import by_arrival
from training.office import simulate
from training.office_files import Files, read_files
from training.run import learn
from training.skill import Skill, skill
from training.tracking.card import CARD, card

SEED = 2026
CLAIMS = 20_000
STRANGERS = (2027, 2028, 2029)
"""Seeds of the offices that it meets without knowing their payers: so that it learns what to say of strangers."""
OTHER_SEEDS = (1, 2, 3)
OTHER_CLAIMS = 6_000
LARGEST = 5_000_000
"""Bytes that the embedded bundle may have."""

REMARKS = (
    "**Trained on simulated claims.** This model has seen no real claim, payer or patient: it was trained on a made-up "
    "office, so that the program can be tried at once. It is good for a first look, and to be replaced by one of your "
    "own: `cleanclaim train --claims DIR --remits DIR --out DIR`."
)


class Elsewhere(Struct, frozen=True):
    """What the model is worth at an office that it was not trained on."""

    seed: int
    cold: Skill
    """As it comes."""
    fed: Skill
    """With the office's own answers of the past year let into its history; the trees are the same."""


def embed(out: Path = EMBEDDED, *, claims: int = CLAIMS, other_claims: int = OTHER_CLAIMS) -> list[Elsewhere]:
    """Make the embedded bundle in ``out``; the sizes are for tests.

    Raises:
        RuntimeError: the bundle is larger than it may be.
    """
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        files = _simulated(home, claims, SEED)
        strangers = [_simulated(Path(scratch) / f"stranger-{seed}", claims // 3, seed) for seed in STRANGERS]
        trained = learn(files, strangers=strangers)
        trained.bundle.save(out)
        found = [_elsewhere(trained.bundle, Path(scratch) / str(seed), seed, other_claims) for seed in OTHER_SEEDS]
    (out / CARD).write_text(card(trained, REMARKS) + _section(claims, found), encoding="utf-8")
    if (size := sum(file.stat().st_size for file in out.iterdir())) > LARGEST:
        raise RuntimeError(f"{out} has {size:,} bytes, {LARGEST:,} are allowed: fit fewer or smaller trees")
    return found


def _simulated(office: Path, claims: int, seed: int) -> Files:
    simulate(office, claims, seed)
    return read_files(office / "train" / "claims", office / "train" / "remits")


def _elsewhere(bundle: Bundle, office: Path, seed: int, claims: int) -> Elsewhere:
    before = _simulated(office, claims, seed)
    whole = read_files([*office.glob("*/claims")], [*office.glob("*/remits")])
    known = (arrival for arrival in by_arrival(whole.outcomes) if arrival[0] <= before.through + timedelta(days=1))
    return Elsewhere(
        seed,
        cold=skill_on(office, whole, odds_of(bundle, whole)),
        fed=skill_on(office, whole, odds_of(bundle, whole, known)),
    )


def skill_on(office: Path, files: Files, p: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Skill:
    """Skill on the first submissions of a simulated office's test months, which begin where its training files end."""
    with gzip.open(office / "truth.csv.gz", "rt", newline="") as file:
        truth = list(csv.DictReader(file))
    base = float(np.mean([row["denied"] == "1" for row in truth if row["split"] == "train" and row["remit_date"]]))
    test = {row["claim_id"]: row for row in truth if row["split"] == "test" and row["freq"] == "1"}
    odds: dict[str, float] = {}
    for claim, chance in zip(files.claims, p.tolist(), strict=True):
        if claim.claim_id in test and str(claim.submission_date) == test[claim.claim_id]["submitted"]:
            odds.setdefault(claim.claim_id, chance)
    ids = sorted(test)
    return skill(
        np.array([odds[one] for one in ids]),
        np.array([float(test[one]["oracle_p"]) for one in ids]),
        np.array([test[one]["denied"] == "1" for one in ids]),
        base,
    )


def _section(claims: int, found: list[Elsewhere]) -> str:
    rows = "".join(
        f"| {one.seed} | {one.cold.claims:,} | {one.cold.denied:.1%} | {one.cold.skill:.2f} ± {one.cold.spread:.2f} "
        f"| {one.cold.auroc:.3f} | {one.fed.skill:.2f} ± {one.fed.spread:.2f} | {one.fed.auroc:.3f} "
        f"| {one.cold.oracle_auroc:.3f} |\n"
        for one in found
    )
    return (
        "\n\n## At offices that it has not seen\n\n"
        f"Trained on a simulated office of {claims:,} first submissions (seed {SEED}), and on {len(STRANGERS)} of a "
        "third of its size whose payers were strangers to it, it was asked about the last "
        "two months of three others, with other payers, policies, clinicians and patients. Skill is 0 for the base "
        "rate and 1 for the oracle that knows every policy (log loss, rescaled), ± one bootstrap standard deviation. "
        "*As it comes* it knows none of their payers; *fed* it has the office's answers of the year before in its "
        "history, and the same trees.\n\n"
        "| seed | claims | refused | skill as it comes | AUROC | skill fed | AUROC | AUROC of the oracle |\n"
        "|---|---|---|---|---|---|---|---|\n" + rows
    )


if __name__ == "__main__":
    for one in embed():
        sys.stdout.write(f"seed {one.seed}: as it comes {one.cold.skill:.3f}, fed {one.fed.skill:.3f}\n")
