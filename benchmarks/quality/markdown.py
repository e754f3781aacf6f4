"""Tables and numbers in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np


def table(head: Sequence[str], rows: Iterable[Sequence[str]], text: int = 1) -> Iterator[str]:
    """The lines of a table; the first columns, ``text`` of them, are text, the others stand to the right."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * text + "---:|" * (len(head) - text)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def spread(values: Sequence[float], digits: int = 3) -> str:
    """Mean and standard deviation over offices; the mean alone of one."""
    mean = f"{np.mean(values):.{digits}f}"
    return f"{mean} ± {np.std(values, ddof=1):.{digits}f}" if len(values) > 1 else mean
