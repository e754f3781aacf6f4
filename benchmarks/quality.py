"""What an office's own model is worth: trained on simulated offices, beside an oracle that knows their policies."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from claims.sent import SentBefore
from models import office
from training.embed import skill_on
from training.evaluation import odds_of
from training.office import simulate
from training.office_files import read_files
from training.run import train

OFFICES = ((12_000, 101), (40_000, 102))
"""First submissions, and seed. Neither seed is one that the embedded model has met."""


def main(offices: Sequence[tuple[int, int]] = OFFICES) -> None:
    """Print the figures."""
    for claims, seed in offices:
        with tempfile.TemporaryDirectory() as scratch:
            home, bundle = Path(scratch) / "office", Path(scratch) / "bundle"
            simulate(home, claims, seed)
            start = time.perf_counter()
            trained = train(home / "train" / "claims", home / "train" / "remits", bundle, track=False)
            seconds = time.perf_counter() - start
            later = read_files(home / "test" / "claims", home / "test" / "remits")
            sent: SentBefore | None = office.known(bundle)
            found = skill_on(home, later, odds_of(trained.bundle, later, sent=sent))
        print(
            f"quality: {claims:,} claims, seed {seed}: trained in {seconds:.0f} s; on {found.claims:,} claims of the "
            f"two months after, {found.denied:.1%} refused: skill {found.skill:.2f} ± {found.spread:.2f}, AUROC "
            f"{found.auroc:.3f} (oracle {found.oracle_auroc:.3f}), calibration error {found.calibration_error:.3f}",
            flush=True,
        )
