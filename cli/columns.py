"""Plain tables for a terminal: columns as wide as they must be, figures to the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def columns(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[str]:
    """The lines of a table; ``right`` says of each column whether it stands to the right."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        cells = zip(row, widths, right, strict=True)
        yield "  ".join(text.rjust(width) if figures else text.ljust(width) for text, width, figures in cells).rstrip()
