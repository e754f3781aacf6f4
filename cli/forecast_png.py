"""The forecast as a PNG, for which matplotlib is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

from serving.forecast import Forecast, Sum
from serving.forecast_plot import heading

mpl.use("Agg")
import matplotlib.pyplot as plt


def png(found: Forecast, rows: Sequence[Sum], path: Path) -> None:
    """Bars of expected dollars, each with its range."""
    figure, axes = plt.subplots(figsize=(9, 4.5))
    expected = [row.expected for row in rows]
    below = [max(0.0, row.expected - row.low) for row in rows]
    above = [max(0.0, row.high - row.expected) for row in rows]
    axes.bar(range(len(rows)), expected, yerr=[below, above], capsize=3, color="#3b6fb6")
    axes.set_xticks(range(len(rows)), [row.name for row in rows], rotation=40, ha="right")
    axes.yaxis.set_major_formatter("${x:,.0f}")
    axes.set_title(heading(found), fontsize=11)
    figure.tight_layout()
    figure.savefig(path, metadata={"Software": None})
    plt.close(figure)
