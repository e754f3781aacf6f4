"""What an edition of reference data is: the days that it speaks of, and where it comes from."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Edition(Struct, frozen=True, omit_defaults=True):
    """One kind of reference data as it stood when it was published."""

    name: str
    """Its kind."""
    title: str
    first: date
    """The first day that it speaks of."""
    last: date
    """The last day that it speaks of: later, only what it knows as ended is known."""
    complete_from: date
    """The first day on which it holds every code: earlier ones that were dropped by then are missing."""
    codes: int = 0
    """Rows."""
    source: str = ""
    """Who published it, and which release it is."""
    href: str = ""
    digest: str = ""
    """SHA-256 of the file that it was made from, for what a user loaded."""
    keys: str = ""
    """Regular expression of the keys that it speaks of; empty: all. Of other keys it knows nothing."""
    spans: tuple[tuple[str, str], ...] = ()
    """Where parts of it are missing: first and last column-one code of each part that is there."""

    @property
    def is_partial(self) -> bool:
        """Whether there are keys of which it knows nothing."""
        return bool(self.keys or self.spans)

    def covers(self, day: date) -> bool:
        """Whether it speaks of a day."""
        return self.first <= day <= self.last
