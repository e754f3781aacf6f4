"""Rules that an office does not want to be stopped by: each with an owner, a reason and an end.

A suppressed finding is not dropped. It is told as information, and says who decided so and until when.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from rules.strict import read

FILE = "suppressions.yaml"
"""Stands beside an office's payer files."""


class Suppression(Struct, frozen=True):
    """One rule, for some payers or all, for a time."""

    rule: str
    payer_ids: tuple[str, ...]
    """Payer identifiers as claims carry them (NM109 of loop 2010BB); empty: all."""
    owner: str
    reason: str
    start: date
    end: date
    """The last day, by the day on which a claim is sent."""

    def holds(self, payer_id: str, today: date) -> bool:
        """Whether it is in force for a claim."""
        return self.start <= today <= self.end and (not self.payer_ids or payer_id in self.payer_ids)

    @property
    def note(self) -> str:
        """What a finding says of it."""
        return f"{self.owner}, through {self.end}: {self.reason}"


def load_suppressions(folder: Path, rules: Collection[str]) -> Mapping[str, tuple[Suppression, ...]]:
    """By rule, the suppressions of a folder of payer files; none where it has no such file.

    Raises:
        RuleFileError: the file is not as it must be.
    """
    file = folder / FILE
    if not file.is_file():
        return {}
    found: dict[str, tuple[Suppression, ...]] = {}
    for node in read(file).record(needs=["suppressions"])["suppressions"].items():
        keys = node.record(needs=["rule", "owner", "reason", "from", "through"], takes=["payer_ids"])
        rule = keys["rule"].text()
        if rule not in rules:
            raise keys["rule"].wrong(f"there is no rule {rule} to suppress", "see cleanclaim rules list")
        start, end = keys["from"].day(), keys["through"].day()
        if end < start:
            raise keys["through"].wrong(f"the suppression ends on {end}, before {start}", "put the dates right")
        payer_ids = keys["payer_ids"].codes() if "payer_ids" in keys else ()
        one = Suppression(rule, payer_ids, keys["owner"].text(), keys["reason"].text(), start, end)
        found[rule] = (*found.get(rule, ()), one)
    return found
