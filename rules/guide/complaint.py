"""One thing that the guide forbids and a claim's segments do, or that it asks for and they do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Group = Literal["segments", "elements", "codes"]
"""Which of the three rules tells it."""


class Complaint(Struct, frozen=True, gc=False):
    """What is wrong, and where."""

    group: Group
    kind: str
    """A key under ``problems`` in the rule's ``rule.yaml``."""
    loop: str
    label: str
    """Segment, element or component, such as DTP, SV104 or SV101-2."""
    sent: str = ""
    facts: Mapping[str, object] = {}
    at: int = 0
    """Which segment of the passage, counted from 0."""
