"""A decision as lines that a person reads at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from training.gate.decide import Decision


def lines(decision: Decision) -> Iterator[str]:
    """The verdict, what was judged by, and each check with its words; what did not pass comes first."""
    against = f"against {decision.champion}" if decision.champion else "as the first model"
    answer = "yes" if decision.passed else "no"
    yield f"The gate says {answer} to {decision.challenger} {against}."
    if decision.since:
        yield (
            f"Judged by {decision.claims:,} matured claims sent from {decision.since} to {decision.through}, "
            f"{decision.refused:,} of them refused."
        )
    for one in sorted(decision.checks, key=lambda check: check.passed):
        yield f"  {'passed' if one.passed else 'FAILED'}  {one.name}: {one.words}"
    if decision.mended is not None:
        yield f"  {decision.mended.words}"
