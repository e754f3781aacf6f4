"""What a claim and an answer are, and how they are read and written.

A claim is what a billing office sends (X12 837); an answer is what the payer sends back (X12 835); an outcome is what
an answer means for the claim it belongs to. Nothing here knows of rules, features or models.
"""

from typing import TYPE_CHECKING, Any

from claims.canonical import decode, encode
from claims.fault import Fault
from claims.origin import Origin, Sourced
from claims.outcomes.carc import carc
from claims.outcomes.matching import Matching, match
from claims.place import Place
from claims.read import PASSED_OVER, every, find_files, read, read_stream
from claims.remits import read_remits, read_remits_stream

if TYPE_CHECKING:
    from claims.sent import SentBefore

__all__ = [
    "PASSED_OVER",
    "Fault",
    "Matching",
    "Origin",
    "Place",
    "SentBefore",
    "Sourced",
    "carc",
    "decode",
    "encode",
    "every",
    "find_files",
    "match",
    "read",
    "read_remits",
    "read_remits_stream",
    "read_stream",
]


def __getattr__(name: str) -> Any:
    """``SentBefore`` when it is asked for: it stands on numpy, which costs a command three times the rest to load."""
    if name == "SentBefore":
        from claims.sent import SentBefore  # noqa: PLC0415

        return SentBefore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
