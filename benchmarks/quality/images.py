"""Where plots are saved, and the line that shows one in the report."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = 64
"""Lines and letters need no more, and a file has a third of the bytes."""


class Images(Struct, frozen=True):
    """A folder of plots, as seen from the report beside it."""

    folder: Path
    seen_as: str
    """The folder in the report's links."""

    def show(self, name: str, figure: Figure, says: str) -> str:
        """Save a plot, and give the line that shows it; ``says`` is for those who cannot see it."""
        from PIL import Image  # noqa: PLC0415 - comes with matplotlib

        whole = io.BytesIO()
        figure.savefig(whole, format="png", dpi=110)
        self.folder.mkdir(parents=True, exist_ok=True)
        with Image.open(whole) as image:
            image.convert("RGB").quantize(COLOURS).save(self.folder / f"{name}.png", optimize=True)
        return f"![{says}]({self.seen_as}/{name}.png)\n"
