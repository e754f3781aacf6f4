"""The tables of the yardstick, and the part of ``docs/yardstick.md`` that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.office.measured import BY_NOBODY, OURS, Scores, ranked
from benchmarks.quality.kept import ROOT
from benchmarks.quality.markdown import spread, table

PAGE = ROOT / "docs" / "yardstick.md"
BEGIN, END = "<!-- results: written by python -m benchmarks.office --publish -->", "<!-- end of results -->"
HEAD = ("model", "skill", "log loss", "AUPRC", "calibration error", "dollars caught")


def tables(found: dict[int, Scores]) -> Iterator[str]:
    """One a size, the best model first."""
    for size, scores in sorted(found.items()):
        count = max(len(several) for several in scores.values())
        yield f"### {size:,} claims, {count} office{'s' if count > 1 else ''}\n"
        yield from table(HEAD, (_row(name, scores) for name in ranked(scores)))


def _row(name: str, scores: Scores) -> list[str]:
    shown = f"*{name}*" if name in BY_NOBODY else f"**{name}**" if name == OURS else name
    several = scores[name]
    figures = [[getattr(one, figure) for one in several] for figure in several[0].__struct_fields__]
    return [shown, *(spread(values) for values in figures)]


def publish(found: dict[int, Scores], about: str, page: Path = PAGE) -> None:
    """Put the tables into the page, in place of those that stand there.

    Raises:
        ValueError: the page has no place for them.
    """
    text = page.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{page} has no lines {BEGIN} and {END}")
    page.write_text("\n".join([before + BEGIN, "", about, "", *tables(found)]) + "\n" + END + after, "utf-8")
