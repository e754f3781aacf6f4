"""One answer on its way to the submission it belongs to."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from claims.answer import PaidClaim

SECONDARY = frozenset({"2", "3", "20", "21"})
NOT_RECOGNISED = "4"
DUPLICATE = "18"
PRIOR_PAYER = "23"
NOT_ADJUDICATED = {
    "22": "reversal",
    "23": "forwarded",
    "25": "estimate",
    "5": "pending",
    "10": "pending",
    "13": "pending",
    "15": "pending",
    "16": "pending",
    "17": "pending",
    "27": "pending",
}
"""CLP02 that decide nothing; 5 to 17 and 27 are those of version 4010 that some payers still send."""


class Answer(Struct, frozen=True, gc=False):
    """The answer to one claim, with what its remittance says about it."""

    claim: PaidClaim
    answered: date | None
    order: int
    """In which place it was read: tells answers of one day apart."""
    payer_id: str = ""
    payer_name: str = ""
    payee_npi: str = ""

    @property
    def refuses_a_copy(self) -> bool:
        """Nothing was paid, and the only reason is that the payer has the same claim already (CARC 18)."""
        return not self.claim.paid and self._codes() == {DUPLICATE}

    @property
    def names_a_prior_payer(self) -> bool:
        """What another payer decided before has its part in it (CARC 23)."""
        return PRIOR_PAYER in self._codes()

    def _codes(self) -> set[str]:
        paid = self.claim
        return {
            adjustment.code
            for adjustments in (paid.adjustments, *(line.adjustments for line in paid.lines))
            for adjustment in adjustments
            if adjustment.amount > 0
        }
