"""Columns as a drawing: places and sizes for a template, which writes the SVG. Colours are the stylesheet's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

WIDTH, HEIGHT = 760, 230
LEFT, RIGHT, TOP, BOTTOM = 62, 8, 12, 34
STEPS = 4
LABELS = 9
"""How many names of columns fit beside each other, at most."""

WIDEST = 40.0
"""Of a column, so that two do not fill the picture."""


class Part(Struct, frozen=True):
    """One part of a column, and what it stands for."""

    value: float
    kind: str
    """The class of its colour."""


class Column(Struct, frozen=True):
    """One column: its parts from the ground up."""

    name: str
    parts: Sequence[Part]
    range: tuple[float, float] | None = None
    """What it may be as well, drawn as a line through its end."""
    aim: float | None = None
    """Where it was to end, drawn as a line across it."""


class Box(Struct, frozen=True):
    """A part, as it is drawn."""

    x: float
    y: float
    width: float
    height: float
    kind: str


class Mark(Struct, frozen=True):
    """A line up and down, with a small one at each end."""

    x: float
    top: float
    bottom: float


class Label(Struct, frozen=True):
    """Words at a place."""

    x: float
    y: float
    text: str


class Drawing(Struct, frozen=True):
    """All of it."""

    title: str
    told: str
    """The same in words, for those who do not see it."""
    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]
    aims: tuple[Box, ...]
    """Lines across columns: boxes without a height."""
    scale: tuple[Label, ...]
    names: tuple[Label, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def columns(
    title: str, several: Sequence[Column], says: Callable[[float], str], top: float | None = None, told: str = ""
) -> Drawing:
    """Draw columns side by side.

    Args:
        title: what is drawn.
        several: the columns.
        says: writes a value of the scale.
        top: of the scale; else a round number above all of it.
        told: the same in words.
    """
    limit = top or round_up(max(map(_highest, several), default=0))
    slot = (WIDTH - LEFT - RIGHT) / max(1, len(several))
    width = round(min(WIDEST, slot * 0.72), 1)
    boxes, marks, aims, names = [], [], [], []
    every = -(-len(several) // LABELS) or 1
    for nth, one in enumerate(several):
        middle = round(LEFT + slot * (nth + 0.5), 1)
        ground = 0.0
        for part in one.parts:
            if part.value > 0:
                y = _y(ground + part.value, limit)
                boxes.append(Box(round(middle - width / 2, 1), y, width, round(_y(ground, limit) - y, 1), part.kind))
                ground += part.value
        if one.range is not None:
            marks.append(Mark(middle, _y(one.range[1], limit), _y(one.range[0], limit)))
        if one.aim is not None:
            aims.append(Box(round(middle - 0.8 * width, 1), _y(one.aim, limit), round(1.6 * width, 1), 0.0, "aim"))
        if nth % every == 0:
            names.append(Label(middle, HEIGHT - BOTTOM + 18, one.name))
    values = [limit * step / STEPS for step in range(STEPS + 1)]
    scale = tuple(Label(LEFT - 6, _y(value, limit), says(value)) for value in values)
    return Drawing(title, told, tuple(boxes), tuple(marks), tuple(aims), scale, tuple(names))


def round_up(value: float) -> float:
    """The next 1, 2, 4 or 8 times a power of ten, so that four steps of it are round; 4 at least."""
    power = 1.0
    while value > 8 * power:
        power *= 10
    return max(4.0, next(step * power for step in (1, 2, 4, 8) if value <= step * power))


def _highest(one: Column) -> float:
    return max(sum(part.value for part in one.parts), *(one.range or ()), one.aim or 0)


def _y(value: float, top: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(value, top) / top), 1)
