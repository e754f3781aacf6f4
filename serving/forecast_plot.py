"""The forecast as a drawing: SVG by hand, readable in light and dark and without eyes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from serving.forecast import Forecast, Sum

WIDTH, HEIGHT = 860, 420
LEFT, RIGHT, TOP, BOTTOM = 84, 20, 58, 96
NAME = 22
"""Letters of a name that fit below a bar."""
LABELLED = 'aria-labelledby="title desc"'
STYLE = """
svg { background: #fff; color: #1b1f24; font: 13px system-ui, sans-serif }
.bar { fill: #3b6fb6 } .range { stroke: #1b1f24; stroke-width: 1.5 } .grid { stroke: #d8dee4 }
text { fill: currentColor } .title { font-size: 16px; font-weight: 600 } .note { opacity: .75 }
@media (prefers-color-scheme: dark) {
  svg { background: #14181d; color: #e6edf3 }
  .bar { fill: #6ea0e0 } .range { stroke: #e6edf3 } .grid { stroke: #313840 }
}
"""


def svg(forecast: Forecast, rows: Sequence[Sum]) -> str:
    """Bars of expected dollars, each with its range; what is drawn is told in words as well."""
    top = _round_up(max((row.high for row in rows), default=1.0) or 1.0)
    title = heading(forecast)
    told = "; ".join(f"{row.name}: {money(row.expected)}, {money(row.low)} to {money(row.high)}" for row in rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {LABELLED}>',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(told or "No money is expected.")}</desc>',
        f"<style>{STYLE}</style>",
        f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>',
        f'<text class="note" x="{LEFT}" y="44">Bars: expected. Lines: the range that holds 80 %.</text>',
    ]
    for step in range(5):
        value = top * step / 4
        y = _y(value, top)
        parts += [
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>',
            f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{money(value)}</text>',
        ]
    slot = (WIDTH - LEFT - RIGHT) / max(1, len(rows))
    for at, row in enumerate(rows):
        parts += _bar(row, LEFT + slot * at, slot, top)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bar(row: Sum, x: float, slot: float, top: float) -> list[str]:
    half = round(min(24.0, slot * 0.35), 1)
    tip = round(half / 4, 1)
    middle, y, low, high, base = round(x + slot / 2, 1), *(_y(one, top) for one in (row.expected, row.low, row.high, 0))
    name = escape(row.name if len(row.name) <= NAME else f"{row.name[: NAME - 1]}…")
    tips = " ".join(f"M{middle - tip:.1f} {end}h{2 * tip:.1f}" for end in (low, high))
    turned = f'text-anchor="end" transform="rotate(-40 {middle} {base + 14})"'
    return [
        f'<rect class="bar" x="{middle - half:.1f}" y="{y}" width="{2 * half:.1f}" height="{base - y:.1f}"/>',
        f'<path class="range" fill="none" d="M{middle} {low}V{high} {tips}"/>',
        f'<text x="{middle}" y="{base + 14}" {turned}>{name}</text>',
    ]


def heading(forecast: Forecast) -> str:
    """What is drawn, in one line."""
    day: date = forecast.after
    total = forecast.total
    return (
        f"{money(total.expected)} expected after {day.isoformat()} from {forecast.claims:,} claims "
        f"({money(total.low)} to {money(total.high)})"
    )


def money(dollars: float) -> str:
    """Whole dollars."""
    return f"${dollars:,.0f}"


def _y(value: float, top: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top), 1)


def _round_up(value: float) -> float:
    """The next 1, 2, 4 or 8 times a power of ten."""
    power = 1.0
    while value > 8 * power:
        power *= 10
    while value <= 0.8 * power:
        power /= 10
    return next(step * power for step in (1, 2, 4, 8) if value <= step * power)
