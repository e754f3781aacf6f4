"""A referral: its number, and who referred."""

from __future__ import annotations

from collections.abc import Iterator

from serving.suggest.given import Change, Given
from serving.suggest.patch import put

REFERRED = "referred"
"""How the history's keys write that there is a referral or a referrer."""


def changes(given: Given) -> Iterator[Change]:
    """A number for the claim, where neither it nor a line has one."""
    claim = given.claim
    if claim.referral or any(line.referral for line in claim.lines) or not is_seen_referred(given):
        return
    yield Change(
        f"Obtain the number of the patient's referral from {given.payer_name} or the referring office and send it "
        "(REF 9F). Send only a number that was issued for this patient and specialty, and that covers the day: "
        "you attest that it does.",
        put(given.document, "/referral", None),
    )


def is_seen_referred(given: Given) -> bool:
    """Whether this payer was sent one of the procedures, or any of the specialty, with a referral or a referrer."""
    payer, claim = given.payer, given.claim
    return any(
        given.seen.refused("payer_procedure_referral", payer, line.procedure, REFERRED) is not None
        or given.seen.refused("payer_specialty_referral", payer, claim.renders(line).taxonomy, REFERRED) is not None
        for line in claim.lines
    )
