"""The patient's coverage: the member number, and what an earlier payer paid."""

from __future__ import annotations

from collections.abc import Iterator

from serving.suggest.given import Change, Given
from serving.suggest.patch import put

FIRST = "P"


def member(given: Given) -> Iterator[Change]:
    """The number on the card, where the one sent has not the form of this payer's."""
    if given.claim.subscriber.member_id:
        yield Change(
            "Compare the member number with the patient's card, and verify eligibility for the day: it has not "
            f"the form of {given.payer_name}'s. Send the number on the card.",
            put(given.document, "/subscriber/member_id", None),
        )


def earlier_payer(given: Given) -> Iterator[Change]:
    """What an earlier payer paid, where this one is not asked first and no payment is told."""
    claim = given.claim
    if claim.payer.responsibility in ("", FIRST):
        return
    for at, other in enumerate(claim.other_payers):
        if other.paid is None and other.responsibility in ("", FIRST):
            yield Change(
                f"Send what {other.name or 'the earlier payer'} paid (AMT D, 0 where it paid nothing), with its "
                "adjustments and the day of its decision, from its remittance.",
                [
                    *put(given.document, f"/other_payers/{at}/paid", None),
                    *put(given.document, f"/other_payers/{at}/paid_date", None),
                ],
            )
