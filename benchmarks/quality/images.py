"""Where plots are saved, and the line that shows one in the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Images(Struct, frozen=True):
    """A folder of plots, as seen from the report beside it."""

    folder: Path
    seen_as: str
    """The folder in the report's links."""

    def show(self, name: str, figure: Figure, says: str) -> str:
        """Save a plot, and give the line that shows it; ``says`` is for those who cannot see it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        figure.savefig(self.folder / f"{name}.png", dpi=100, metadata={"Software": None})
        return f"![{says}]({self.seen_as}/{name}.png)\n"
