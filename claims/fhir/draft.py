"""A claim in the making: the fields that were read, the element each came from, and what could not be read."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from claims.fhir.node import Node, part, text
from claims.fhir.references import References
from claims.x12.values import AMOUNT

DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?", re.ASCII)
MAX_TEXT = 1_000
"""Characters that a text may have; the guides allow 264 at most."""


class Refused(Exception):  # noqa: N818 - it is an answer, no error of the program
    """The resource makes no claim; its text says why."""

    def __init__(self, message: str, path: str = "", expected: str = "", found: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.expected = expected
        self.found = found


class Flaw(NamedTuple):
    """What could not be read, or has no place on a claim."""

    path: str
    message: str
    expected: str
    field: str
    """JSON pointer of the claim's field, where one is meant."""
    loses: str


class Draft:
    """What a Claim resource has said so far."""

    __slots__ = ("claim", "fields", "flaws", "kind", "paths", "references")

    def __init__(self, claim: Node, references: References) -> None:
        self.claim = claim
        self.references = references
        self.kind = "professional"
        self.fields: dict[str, Any] = {}
        self.paths: dict[str, str] = {}
        """FHIRPath by JSON pointer."""
        self.flaws: list[Flaw] = []

    def keep(self, field: str, value: Any, path: str) -> None:
        """A field of the claim and the element that it came from; nothing is kept of nothing."""
        if value:
            self.fields[field] = value
            self.paths[f"/{field}"] = path

    def add(self, field: str, value: Any, path: str) -> None:
        """One more of a list."""
        found = self.fields.setdefault(field, [])
        self.paths[f"/{field}/{len(found)}"] = path
        found.append(value)

    def flaw(self, path: str, message: str, expected: str = "", field: str = "", loses: str = "field") -> None:
        """Note what cannot be read: the claim is read without it."""
        self.flaws.append(Flaw(path, message, expected, field, loses))

    def tell(self, path: str, message: str, expected: str = "") -> None:
        """Note what the claim has no field for, or what was understood in a way that the sender should know."""
        self.flaws.append(Flaw(path, message, expected, "", "nothing"))

    def day(self, node: Node, key: str, path: str, field: str) -> date | None:
        """A day; of a moment, the day as it is written there."""
        said = text(node, key)
        if not said:
            return None
        found = DATE.fullmatch(said)
        with suppress(ValueError):
            if found:
                return date(int(found[1]), int(found[2]), int(found[3]))
        self.flaw(path, "this is no day", "a date with year, month and day, such as 2026-07-01", field)
        return None

    def dollars(self, node: Node, key: str, path: str, field: str) -> Decimal | None:
        """The value of a Money element."""
        money = part(node, key)
        if not money:
            return None
        if text(money, "currency") not in {"", "USD"}:
            self.flaw(f"{path}.currency", "the amount is not in US dollars", "USD", field)
            return None
        return self.amount(money, f"{path}.value", field)

    def amount(self, node: Node, path: str, field: str) -> Decimal | None:
        """The decimal number under ``value``, exactly as it is written."""
        value = node.get("value")
        if value is None:
            return None
        found = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if isinstance(found, Decimal) and AMOUNT.fullmatch(str(found)):
            return found
        self.flaw(path, "this is no amount", "a number without exponent, of at most 15 digits before the point", field)
        return None
