"""A referral: its number, and who referred."""

from __future__ import annotations

from collections.abc import Iterator

from serving.suggest.given import Change, Given
from serving.suggest.patch import put


def changes(given: Given) -> Iterator[Change]:
    """A number for the claim, where neither it nor a line has one."""
    claim = given.claim
    if claim.referral or any(line.referral for line in claim.lines) or not claim.lines:
        return
    yield Change(
        f"Obtain the number of the patient's referral from {given.payer_name} or the referring office and send it "
        "(REF 9F). Send only a number that was issued for this patient and specialty, and that covers the day: "
        "you attest that it does.",
        put(given.document, "/referral", None),
    )
