"""What a payer may want on the claim and does not find there: numbers and names that the office can look up."""

from __future__ import annotations

from collections.abc import Iterator

from claims.claim import ServiceLine
from serving.suggest.given import Change, Given, listed, named
from serving.suggest.kinds.referral import is_seen_referred
from serving.suggest.patch import Patch, apply, put

FACILITIES = frozenset({"19", "21", "22", "23", "24", "31", "32", "61"})
"""Places of service that are somebody else's rooms."""


def changes(given: Given) -> Iterator[Change]:
    """Each thing that is missing, by itself."""
    claim = given.claim
    if claim.claim_type == "professional":
        if drugs := [at for at, line in enumerate(claim.lines) if line.ndc is None and _is_drug(line)]:
            yield _drugs(given, drugs)
        if not claim.clia and any(_is_test(line) and not line.clia for line in claim.lines):
            yield Change(
                "Send the CLIA number of the laboratory that made the test (REF X4): you attest that it is certified "
                "for it on the day.",
                put(given.document, "/clia", None),
            )
        if claim.service_facility is None and claim.place_of_service in FACILITIES:
            yield Change(
                f"Name the facility of place of service {claim.place_of_service} with its NPI (NM1 77): "
                "you attest that the service was given there.",
                _all(given, "/service_facility/npi", "/service_facility/name"),
            )
    if claim.referring_provider is None and is_seen_referred(given):
        yield Change(
            "Name who referred or ordered, with NPI (NM1 DN), as the order or the referral in the record shows: "
            "you attest that it does.",
            _all(given, "/referring_provider/npi", "/referring_provider/name"),
        )
    if not claim.billing_provider.taxonomy:
        yield Change(
            "Send the billing provider's taxonomy code (PRV BI) as it is enrolled with the payer.",
            put(given.document, "/billing_provider/taxonomy", None),
        )


def _drugs(given: Given, lines: list[int]) -> Change:
    where = listed([named(given.claim.lines[at], at) for at in lines])
    return Change(
        f"Send the National Drug Code of the package, its quantity and unit, for {where} (loop 2410), as the record of "
        "the drug given shows them: you attest that it does.",
        _all(given, *(f"/lines/{at}/ndc/{name}" for at in lines for name in ("code", "quantity", "unit"))),
    )


def _all(given: Given, *paths: str) -> Patch:
    """All these values, to be obtained."""
    document, patch = given.document, Patch()
    for path in paths:
        some = put(document, path, None)
        document = apply(document, [{**one, "value": ""} if one["value"] is None else one for one in some])
        patch += some
    return patch


def _is_drug(line: ServiceLine) -> bool:
    return line.procedure[:1] == "J" or "Q5101" <= line.procedure <= "Q5199"


def _is_test(line: ServiceLine) -> bool:
    return line.procedure[:1] == "8" or line.procedure[:2] in {"G0", "Q0"}
