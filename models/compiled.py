"""The loops in C (``walking.c``), where there was a compiler as the program was installed; else NumPy does the same."""

from __future__ import annotations

try:
    from models import walking
except ImportError:  # no compiler: slower, and else no different
    walking = None  # type: ignore[assignment]

__all__ = ["walking"]
