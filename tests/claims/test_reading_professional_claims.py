from datetime import date
from decimal import Decimal

import claims
from tests.claims import x12


def read_one(data: bytes) -> claims.Sourced:
    [found] = claims.read_stream([data], "one.837")
    assert isinstance(found, claims.Sourced), found
    return found


def test_a_claim_carries_what_its_loops_and_those_above_it_say() -> None:
    sourced = read_one(x12.ONE)
    claim = sourced.claim
    assert sourced.faults == ()
    assert (sourced.origin.file, sourced.origin.transaction, sourced.origin.segment) == ("one.837", 1, 21)
    assert (claim.claim_id, claim.total_charge, claim.place_of_service) == ("A1", Decimal(150), "11")
    assert claim.submission_date == date(2026, 7, 1)
    assert (claim.billing_provider.npi, claim.billing_provider.taxonomy) == ("1234567893", "207Q00000X")
    assert (claim.payer.id, claim.payer.filing_indicator, claim.payer.responsibility) == ("00951", "MB", "P")
    assert (claim.subscriber.member_id, claim.subscriber.group_number) == ("M0001", "GRP7")
    assert (claim.patient.relationship, claim.patient.birth_date, claim.patient.sex) == ("18", date(1950, 1, 2), "F")
    for person in (claim.patient, claim.subscriber):
        assert (person.address, person.city, person.state, person.zip) == ("2 ELM ST", "MADISON", "WI", "53703")
    assert [one.code for one in claim.diagnoses] == ["E119", "I10"]
    assert claim.rendering_provider is not None
    assert claim.rendering_provider.taxonomy == "207RE0101X"
    first, second = claim.lines
    assert (first.procedure, first.modifiers, first.charge, first.units) == ("99213", ("25",), Decimal(100), Decimal(1))
    assert first.diagnosis_pointers == (1, 2)
    assert (second.number, second.service_date, second.control_number) == (2, date(2026, 6, 15), "A1-2")
