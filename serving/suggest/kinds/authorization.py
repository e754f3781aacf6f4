"""An authorization number where none is given."""

from __future__ import annotations

from collections.abc import Iterator

from serving.suggest.given import Change, Given
from serving.suggest.kinds.usual_modifiers import is_visit
from serving.suggest.patch import put


def changes(given: Given) -> Iterator[Change]:
    """A number for the claim; where lines have their own, one for each line without."""
    claim = given.claim
    without = [at for at, line in enumerate(claim.lines) if not line.prior_authorization]
    if claim.prior_authorization or not without:
        return
    by_line = len(without) < len(claim.lines)
    places = [f"/lines/{at}/prior_authorization" for at in without] if by_line else ["/prior_authorization"]
    yield Change(
        f"Obtain authorization from {given.payer_name} for {_what(given, without)}, or find the number that was given, "
        "and send it (REF G1). Send only a number that the payer issued for this patient, service and day: "
        "you attest that it did.",
        [operation for place in places for operation in put(given.document, place, None)],
    )


def _what(given: Given, lines: list[int]) -> str:
    if given.claim.type_of_bill.startswith("011"):
        return "the admission"
    codes = [code for code in dict.fromkeys(given.claim.lines[at].procedure for at in lines) if code]
    return ", ".join([code for code in codes if not is_visit(code)] or codes) or "the service"
