"""A service that was sent before: as a replacement, or marked as repeated."""

from __future__ import annotations

from collections.abc import Iterator

from serving.suggest.given import Change, Given
from serving.suggest.patch import put


def changes(given: Given) -> Iterator[Change]:
    """A replacement with the payer's number of the earlier claim. Nothing that only hides a repetition."""
    claim, sent = given.claim, given.context.sent
    if sent is None or claim.frequency_code != "1" or claim.type_of_bill or given.payer_kind == "medicare":
        return
    if not any(sent.same_service(claim, line, given.today) for line in claim.lines):
        return
    yield Change(
        f"This service was sent before. Do not send it again unless something is to be corrected: then send it as a "
        f"replacement (frequency code 7) with {given.payer_name}'s control number of the earlier claim (REF F8). Of a "
        "service that was truly repeated, the record must show both times.",
        [
            *put(given.document, "/frequency_code", "7"),
            *put(given.document, "/original_reference", None),
        ],
    )
