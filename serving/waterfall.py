"""A score as a waterfall: from what is known before anything is known of the line, reason by reason, to the score.

As bars of text for a terminal, and as an SVG for a page or a report: no library is needed, it reads in light and dark,
and a screen reader is told its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from msgspec import Struct

BAR = 24
"""Characters of the longest bar in a terminal."""

WIDTH, ROW, LEFT, RIGHT = 960, 30, 470, 90
"""Of the SVG, in pixels: all of it, a row, the labels' column, and the values'."""

LONGEST = 66
"""Letters of a label in the SVG."""

STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2328}.sum{fill:#57606a}.up{fill:#b42318}.down{fill:#1a7f5a}"
    ".rule{stroke:#8c959f;stroke-width:1}.ground{fill:#fff}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.sum{fill:#8b949e}.up{fill:#ff8f85}.down{fill:#56d4a0}"
    ".rule{stroke:#6e7681}.ground{fill:#0d1117}}"
)


class Step(Struct, frozen=True, gc=False):
    """One bar."""

    label: str
    effect: float
    """Log-odds that it adds."""


class Waterfall(Struct, frozen=True):
    """One score and what adds up to it."""

    title: str
    base: float
    """Log-odds before anything is known."""
    steps: Sequence[Step]
    score: float
    base_chance: float
    chance: float
    """The probabilities that base and score mean."""


def bars(fall: Waterfall) -> Iterator[str]:
    """Lines of text, a bar a step; ``+`` raises the odds of refusal, ``-`` lowers them."""
    longest = max((abs(step.effect) for step in fall.steps), default=1.0) or 1.0
    yield f"{'before anything is known':<26} {fall.base:+6.2f}  ({_percent(fall.base_chance)})"
    for step in fall.steps:
        length = max(1, round(abs(step.effect) / longest * BAR))
        bar = ("+" if step.effect >= 0 else "-") * length
        yield f"{bar:<26} {step.effect:+6.2f}  {step.label}"
    yield f"{'together':<26} {fall.score:+6.2f}  ({_percent(fall.chance)})"


def svg(falls: Sequence[Waterfall]) -> str:
    """All waterfalls below each other, as one SVG document."""
    height = sum(_height(fall) for fall in falls)
    told = " ".join(
        f"{fall.title}: from {fall.base:+.2f} to {fall.score:+.2f} log-odds, {_percent(fall.chance)}." for fall in falls
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="title about"><title id="title">Why these odds</title>'
        f'<desc id="about">{escape(told)}</desc><style>{STYLE}</style>'
        f'<rect class="ground" width="{WIDTH}" height="{height}"/>'
    )
    parts, top = [head], 0
    for fall in falls:
        parts += _drawn(fall, top)
        top += _height(fall)
    return "\n".join([*parts, "</svg>\n"])


def _height(fall: Waterfall) -> int:
    return ROW * (len(fall.steps) + 4)


def _drawn(fall: Waterfall, top: int) -> Iterator[str]:
    ends = [fall.base]
    for step in fall.steps:
        ends.append(ends[-1] + step.effect)
    low, high = min(*ends, fall.score), max(*ends, fall.score)
    scale = (WIDTH - LEFT - RIGHT) / ((high - low) or 1.0)

    def x(value: float) -> float:
        return LEFT + (value - low) * scale

    yield f'<text x="16" y="{top + ROW}" font-weight="600">{escape(fall.title)}</text>'
    rows = [
        (f"Before anything is known: {_percent(fall.base_chance)}", fall.base, fall.base, "sum"),
        *(
            (step.label, ends[at], ends[at + 1], "up" if step.effect >= 0 else "down")
            for at, step in enumerate(fall.steps)
        ),
        (f"Together: {_percent(fall.chance)}", fall.score, fall.score, "sum"),
    ]
    for at, (label, start, end, kind) in enumerate(rows, start=1):
        y = top + ROW * at + ROW // 2
        width = max(3.0, abs(end - start) * scale)
        value = f"{start:+.2f}" if kind == "sum" else f"{end - start:+.2f}"
        cut = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
        yield f'<text x="16" y="{y + 15}"><title>{escape(label)}</title>{escape(cut)}</text>'
        yield f'<rect class="{kind}" x="{x(min(start, end)):.1f}" y="{y + 3}" width="{width:.1f}" height="{ROW - 12}"/>'
        yield f'<text x="{x(max(start, end)) + 8:.1f}" y="{y + 15}">{value}</text>'
        if at < len(rows):
            yield f'<line class="rule" x1="{x(end):.1f}" x2="{x(end):.1f}" y1="{y + 3}" y2="{y + ROW + 3}"/>'


def _percent(chance: float) -> str:
    return f"{chance:.1%}"
