"""The pairs of codes that stand against the lines of one day and provider."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from claims.claim import ServiceLine
from claims.sent.lines import SentLine
from rules.coding.correct_coding import NCCI_MODIFIERS, in_window
from rules.reference.ncci import Pair
from rules.reference.shelf import Find
from rules.report import printable

Lines = Sequence[tuple[int, ServiceLine]]
"""Lines with their places in the claim."""
Told = tuple[str, int, dict[str, object], str, Pair] | None
"""Which problem, at which line, what its message needs, key and row; ``None`` where no edition tells."""


def pairs_against(lines: Lines, earlier: Sequence[SentLine], find: Find, day: date) -> Iterator[Told]:
    """Every pair that stands, in both orders, among the lines and between them and those that were sent before."""
    for at, line in lines:
        for other_at, other in lines:
            if line.procedure != other.procedure:
                key = line.procedure + other.procedure
                rows = find(key)
                if rows is None:
                    yield None
                elif rows and (pair := _standing(rows, day, line, other)):
                    problem = "without_modifier" if pair.indicator == "1" else "never"
                    facts: dict[str, object] = {"first": printable(line.procedure), "other": line.number or at + 1}
                    yield problem, other_at, facts, key, pair
        if earlier:
            yield from _with_earlier(at, line, earlier, find, day)


def _with_earlier(at: int, line: ServiceLine, earlier: Sequence[SentLine], find: Find, day: date) -> Iterator[Told]:
    for other in earlier:
        for first, second in ((line, other), (other, line)):
            key = first.procedure + second.procedure
            rows = find(key) if line.procedure != other.procedure else ()
            if rows is None:
                yield None
            elif rows and (pair := _standing(rows, day, line, other)):
                facts: dict[str, object] = {"other": printable(other.procedure), "earlier": printable(other.claim_id)}
                yield "sent", at, facts, key, pair


def _standing(
    rows: tuple[Pair, ...], day: date, line: ServiceLine | SentLine, other: ServiceLine | SentLine
) -> Pair | None:
    """The row that stands against two lines: indicator 9 was taken back, 1 yields to a modifier on either line."""
    for row in in_window(rows, day):
        if row.indicator == "0" or (
            row.indicator == "1" and NCCI_MODIFIERS.isdisjoint(line.modifiers + other.modifiers)
        ):
            return row
    return None
