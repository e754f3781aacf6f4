"""One single fault in an otherwise clean claim, and the rule that must find it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.planted.changes import Change
from benchmarks.planted.interchange import Clean, assembled

Where = Literal["claim", "earlier", "file"]


@dataclass(frozen=True)
class Defect:
    """A mutant: the clean claim with one change."""

    name: str
    """What is wrong, as a sentence."""
    rule: str
    """Id of the rule that must find it."""
    base: Clean
    change: Change
    where: Where = "claim"
    """What the change is given: the claim's segments, those of the earlier claim, or the whole file's."""
    payer: str = ""
    """Payer identifier of a made-up payer; its file in the folder ``payers`` has that name in small letters."""
    needs: Sequence[str] = ()
    """Kinds of reference data that it takes to see the fault, such as ``mue-practitioner``."""

    def clean(self) -> list[str]:
        """All segments of the file without the fault."""
        return assembled(self.base, payer=self.payer)

    def changed(self) -> tuple[Sequence[str], Sequence[str]]:
        """The segments that the change is given, and what it makes of them."""
        given = {"claim": self.base.body, "earlier": self.base.earlier, "file": self.clean()}[self.where]
        return given, self.change(given)

    def mutant(self) -> list[str]:
        """All segments of the file with it."""
        _, spoiled = self.changed()
        if self.where == "file":
            return list(spoiled)
        if self.where == "earlier":
            return assembled(self.base, earlier=spoiled, payer=self.payer)
        return assembled(self.base, body=spoiled, payer=self.payer)
