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
    """Payer identifier of a made-up payer in the folder ``payers``."""
    needs: Sequence[str] = ()
    """Files of the folder ``reference`` that must be loaded."""

    def clean(self) -> list[str]:
        """All segments of the file without the fault."""
        return assembled(self.base, payer=self.payer)

    def mutant(self) -> list[str]:
        """All segments of the file with it."""
        if self.where == "file":
            return self.change(self.clean())
        if self.where == "earlier":
            return assembled(self.base, earlier=self.change(self.base.earlier), payer=self.payer)
        return assembled(self.base, body=self.change(self.base.body), payer=self.payer)
