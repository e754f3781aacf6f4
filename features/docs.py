"""The data dictionary as a page: ``python -m features.docs`` writes ``docs/features.md``."""

from __future__ import annotations

from pathlib import Path

from features.catalogue import MODULES, catalogue
from features.keys import keys

PAGE = Path(__file__).parent.parent / "docs" / "features.md"

_HEAD = """# Features

One row a service line. Each column is one small function; this page is made from their docstrings
(`python -m features.docs`). *Line* columns differ from line to line of a claim. A column with a **kind** speaks of that
kind of refusal alone: only its hazard uses it. An arrow says that a larger value may only raise the odds (↑) or lower
them (↓).

| column | level | kind | meaning | field |
|---|---|---|---|---|
"""

_KEYS = """
## Experience

Answers are counted under keys, by payer, code and provider, never by patient. For each key there are a count
(`_seen`), and for each kind of refusal that its circumstances can cause a rate, shrunk to the rate of the broader key,
and the same over the last few answers (`_lately`). Old answers fade.

| key | broader key | kinds of refusal | circumstances |
|---|---|---|---|
"""


def page() -> str:
    """The whole page, in Markdown."""
    arrow = {1: " ↑", 0: "", -1: " ↓"}
    own = [one for one in catalogue() if one.arguments != ("experience",)]
    columns = "".join(
        f"| `{one.name}`{arrow[one.monotone]} | {'line' if one.of_a_line else 'claim'} | {one.family or 'all'} "
        f"| {' '.join(one.doc.split())} | `{one.field or '/'}` |\n"
        for one in own
    )
    rows = "".join(
        f"| `{key.name}` | {f'`{key.parent}`' if key.parent else ''} | {_kinds(key.families)} "
        f"| {' '.join((key.of.__doc__ or '').split())} |\n"
        for key in keys()
    )
    modules = ", ".join(f"`{module.__name__}`" for module in MODULES)
    return f"{_HEAD}{columns}{_KEYS}{rows}\nThe functions stand in {modules} and `features.keys`.\n"


def _kinds(families: tuple[str, ...]) -> str:
    return "each" if len(families) > 10 else ", ".join(families)  # noqa: PLR2004 - a line of a table


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
