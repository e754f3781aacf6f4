"""How much experience stands behind the odds, and what stood in where there was none."""

from __future__ import annotations

from collections.abc import Sequence

from serving.score import Evidence

STANDS_IN = (
    ("payer_seen", "no answer of this payer was seen: all payers' experience stands in"),
    ("procedure_seen", "no answer on this procedure was seen: this payer's other procedures stand in"),
    ("payer_procedure_seen", "no answer of this payer on this procedure was seen: its other procedures stand in"),
    ("biller_seen", "no answer to this billing provider was seen: other providers' experience stands in"),
    ("clinician_seen", "no answer to this clinician was seen: other clinicians' experience stands in"),
)
"""A column that counts answers, and what is said where its count is zero; the first that applies is said."""


def evidence(names: Sequence[str], row: Sequence[float]) -> Evidence:
    """The evidence behind one line, the riskiest of its claim.

    Args:
        names: the columns of the row.
        row: the line's features.
    """
    seen = dict(zip(names, row, strict=True))
    return Evidence(
        payer_answers=_count(seen.get("payer_seen")),
        line_answers=_count(seen.get("payer_procedure_seen")),
        fallback=next((text for name, text in STANDS_IN if seen.get(name) == 0), None),
    )


def _count(answers: float | None) -> int:
    return 0 if answers is None or answers != answers else round(answers)  # noqa: PLR0124  NaN alone differs from itself
