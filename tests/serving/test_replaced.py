"""A claim and the one that stands in its place are one claim to a forecast."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import structs

from claims.claim import Claim, Payer, Provider
from serving.replaced import replaced, sent

DAY = date(2026, 7, 6)
ORIGINAL = Claim("A1", payer=Payer(id="P"), billing_provider=Provider(npi="1"))
REPLACEMENT = structs.replace(ORIGINAL, frequency_code="7", original_reference="ICN9")


def of(*claims: Claim, later: int = 1) -> set[int]:
    return replaced([sent(claim, DAY + timedelta(days=at * later)) for at, claim in enumerate(claims)])


def test_the_later_one_alone_counts() -> None:
    assert of(ORIGINAL, REPLACEMENT) == {0}
    assert of(ORIGINAL, REPLACEMENT, structs.replace(REPLACEMENT, frequency_code="8")) == {0, 1}


def test_on_one_day_the_original_goes_first_however_they_are_listed() -> None:
    assert of(REPLACEMENT, ORIGINAL, later=0) == {1}
    assert of(REPLACEMENT, REPLACEMENT, later=0) == {0}


def test_an_original_that_was_sent_after_a_replacement_is_another_claim() -> None:
    assert of(REPLACEMENT, ORIGINAL) == set()


def test_a_replacement_under_a_new_number_names_the_one_that_it_replaces() -> None:
    assert of(ORIGINAL, structs.replace(REPLACEMENT, claim_id="A2", original_reference="A1")) == {0}
    twice = [structs.replace(REPLACEMENT, claim_id=name) for name in ("A2", "A3")]
    assert of(*twice) == {0}


def test_other_payers_other_providers_and_originals_replace_nothing() -> None:
    assert of(ORIGINAL, structs.replace(REPLACEMENT, payer=Payer(id="Q"))) == set()
    assert of(ORIGINAL, structs.replace(REPLACEMENT, billing_provider=Provider(npi="2"))) == set()
    assert of(ORIGINAL, ORIGINAL) == set()
