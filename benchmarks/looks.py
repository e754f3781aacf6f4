"""What looks can prevent: true odds of refusal of simulated claims, as they are and with what was suggested taken.

The verdict assumes that a look prevents a share of the refusals it meets. Here each look takes the first suggestion,
and the payer's true policies say what the odds are then: the most that looks prevent by suggestions alone, if the
record supports every one. What a biller finds without a suggestion comes on top; what nobody does comes off.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.suggestions import Case, cases_of
from benchmarks.trained import trained_office
from models import Bundle, Review

OFFICES = ((12_000, 321), (12_000, 322))
"""First submissions, and seed."""
SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)


def main(offices: Sequence[tuple[int, int]] = OFFICES) -> None:
    """Print the figures."""
    for size, seed in offices:
        with trained_office(size, seed) as (home, bundle):
            print(f"  {size:,} claims, seed {seed}, the two months after training:")
            report(cases_of(home / "test" / "claims", bundle, size, seed), Bundle.load(bundle).review)


def report(cases: Sequence[Case], review: Review) -> None:
    """Shares of refusals prevented: of the claims held, of those just held, and of those most worth a look."""
    before = np.array([case.judged.chance for case in cases])
    after = np.array([min(case.judged.chance, next(iter(case.judged.chances), 1.0)) for case in cases])
    told = np.array([case.score.denial_probability or 0.0 for case in cases])
    saving = np.array(
        [review.saving(case.score.denial_probability or 0.0, float(case.score.dollars_at_risk or 0)) for case in cases]
    )
    held = np.array([case.score.verdict != "ready" for case in cases])
    order = np.argsort(-saving, kind="stable")
    last = np.zeros_like(held)
    kept = [at for at in order.tolist() if held[at] and cases[at].score.verdict == "review"]
    last[kept[-max(1, len(kept) // 10) :]] = True
    print("    claims            share   told  true odds  prevented by the first suggestion")
    _row("held", held, told, before, after)
    _row("  the last tenth", last, told, before, after)
    for share in SHARES:
        most = np.zeros_like(held)
        most[order[: round(share * len(order))]] = True
        _row(f"first {share:.0%}", most, told, before, after)
    _row("ready", ~held, told, before, after)


def _row(
    name: str,
    chosen: npt.NDArray[np.bool_],
    told: npt.NDArray[np.float64],
    before: npt.NDArray[np.float64],
    after: npt.NDArray[np.float64],
) -> None:
    prevented = 1 - after[chosen].sum() / before[chosen].sum()
    print(
        f"    {name:<16}{chosen.mean():7.1%}{told[chosen].mean():7.1%}{before[chosen].mean():11.1%}{prevented:11.1%}",
        flush=True,
    )


if __name__ == "__main__":
    main()
