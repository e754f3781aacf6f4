"""The loops in C (``walking.c``, ``chances.c``), where there was a compiler at installation; else NumPy does it all."""

from __future__ import annotations

try:
    from models import chances, walking
except ImportError:  # no compiler: slower, and else no different
    chances = walking = None  # type: ignore[assignment]

__all__ = ["chances", "walking"]
