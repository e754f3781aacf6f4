"""The loop in C (``cells.c``), where there was a compiler at installation; else Python does the same."""

from __future__ import annotations

try:
    from features import cells
except ImportError:  # no compiler: slower, and else no different
    cells = None  # type: ignore[assignment]

__all__ = ["cells"]
