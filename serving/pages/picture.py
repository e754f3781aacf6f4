"""The reasons of a score as a small picture: where the odds begin, and how far each reason moves them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from serving.score import Contrast, Reason, Score

WIDTH = 120
"""Of a bar's row, in the units of its picture."""

LEAST = 1.5
"""Units of the shortest bar, so that it is seen."""


class Bar(Struct, frozen=True):
    """One reason, as a bar from where the odds stood before it to where they stand after it."""

    reason: Reason
    x: float
    width: float
    up: bool
    """Whether it makes a refusal likelier."""
    after: float
    """Where the odds stand after it."""


class Steps(Struct, frozen=True):
    """One score: of a line, for a kind of refusal."""

    line: int
    hazard: str
    begin: float
    """Where the odds begin, and where they end, in the units of the picture."""
    end: float
    bars: tuple[Bar, ...]


class Share(Struct, frozen=True):
    """Answers that were counted, as a bar of which the refused part is filled."""

    said: str
    answers: int
    refused: int

    @property
    def width(self) -> float:
        """Of the filled part."""
        return round(WIDTH * self.refused / self.answers, 1) if self.answers else 0.0


def steps(score: Score) -> list[Steps]:
    """All pictures of a score, in the order of its reasons."""
    return list(_steps(score))


def shares(reason: Reason) -> list[Share]:
    """The answers that a reason counts, and those that it holds them against."""
    seen = reason.experience
    if seen is None or not seen.answers:
        return []
    found = [Share("Such " + _unit(seen.unit), seen.answers, seen.refused)]
    against: Contrast | None = seen.against
    if against is not None and against.answers:
        found.append(Share("Others", against.answers, against.refused))
    return found


def _unit(unit: str) -> str:
    return {"line": "lines", "claim": "claims"}[unit]


def _steps(score: Score) -> Iterator[Steps]:
    for each in score.explained:
        own = [one for one in score.reasons if (one.line, one.hazard) == (each.line, each.hazard)]
        stands = [each.base]
        for one in own:
            stands.append(stands[-1] + one.effect)
        low, high = min(stands), max(stands)
        scale = WIDTH / ((high - low) or 1.0)
        at = [round((value - low) * scale, 1) for value in stands]
        bars = []
        for before, after, one in zip(at[:-1], at[1:], own, strict=True):
            width = max(LEAST, abs(after - before))
            bars.append(Bar(one, min(before, after, WIDTH - width), round(width, 1), one.effect > 0, after))
        yield Steps(each.line, each.hazard, at[0], at[-1], tuple(bars))
