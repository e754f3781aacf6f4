"""What is added stands where the guides have it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from claims.claim import Accident, Claim, Diagnosis, Drug, Note, Occurrence, Provider, ServiceLine
from claims.origin import Sourced
from claims.x12.amend import amended
from tests.claims import x12
from tests.claims.amend.files import claims_of
from tests.claims.test_broken_files import FILES

HALE = Provider(npi="1245319599", name="HALE", first_name="IRIS")


def simple() -> Sourced:
    """A professional claim of two lines with an authorization, two diagnoses and a rendering provider."""
    return claims_of(x12.ONE)[0]


def with_more(behind: str, segment: str) -> Sourced:
    """The same with a segment more."""
    at = x12.CLAIM.index(behind) + 1
    body = [*x12.BILLING, *x12.SUBSCRIBER, *x12.CLAIM[:at], segment, *x12.CLAIM[at:]]
    return claims_of(x12.written(x12.interchange(x12.transaction(body))))[0]


def of(kind: str, at: int = 0) -> Sourced:
    return claims_of((FILES / f"{kind}.837").read_bytes())[at]


def written(one: Sourced, wanted: Claim) -> list[str]:
    assert one.origin.delimiters
    return amended(one.claim, wanted, one.origin).decode().split(one.origin.delimiters.terminator)[:-1]


def behind(segments: list[str], *wanted: str) -> None:
    """These segments stand there, one behind the other."""
    at = segments.index(wanted[0])
    assert segments[at : at + len(wanted)] == list(wanted)


def with_line(claim: Claim, at: int, line: ServiceLine) -> Claim:
    return replace(claim, lines=(*claim.lines[:at], line, *claim.lines[at + 1 :]))


def test_references_stand_in_the_order_of_the_guide() -> None:
    one = simple()
    now = written(
        one, replace(one.claim, referral="R1", original_reference="ICN1", clia="52D1234567", frequency_code="7")
    )
    behind(now, "CLM*A1*150***11:B:7*Y*A*Y*Y", "REF*9F*R1", "REF*G1*AUTH77", "REF*F8*ICN1", "REF*X4*52D1234567", now[5])
    assert now[5] == "HI*ABK:E119*ABF:I10"


def test_a_reference_of_a_line_stands_among_its_references_and_that_of_another_payer_stays() -> None:
    one = of("professional")
    first = replace(one.claim.lines[0], prior_authorization="AUTH1", clia="52D1234567")
    now = written(one, with_line(one.claim, 0, first))
    behind(now, "REF*6R*P100-1", "REF*G1*OTHER1**2U:12345", "REF*G1*AUTH1", "REF*X4*52D1234567", "NTE*ADD*URGENT")


def test_dates_amounts_notes_and_an_accident_stand_before_the_references_or_behind_them() -> None:
    one = simple()
    accident = Accident(date(2026, 6, 1), ("AA",), "WI")
    claim = replace(one.claim, onset_date=date(2026, 6, 2), patient_paid=Decimal(20), accident=accident)
    now = written(one, replace(claim, notes=(Note("ADD", "FELL"),), delay_reason="7"))
    behind(
        now,
        "CLM*A1*150***11:B:1*Y*A*Y*Y**AA:::WI*********7",
        "DTP*431*D8*20260602",
        "DTP*439*D8*20260601",
        "AMT*F5*20",
        "REF*G1*AUTH77",
        "NTE*ADD*FELL",
        "HI*ABK:E119*ABF:I10",
    )


def test_providers_stand_in_the_order_of_their_loops() -> None:
    one = simple()
    claim = replace(one.claim, referring_provider=HALE, supervising_provider=HALE)
    now = written(
        one, replace(claim, service_facility=Provider(name="HALL", address="1 ST", city="X", state="WI", zip="53703"))
    )
    behind(
        now,
        "NM1*DN*1*HALE*IRIS****XX*1245319599",
        "NM1*82*1*HALE*IRIS****XX*1245319599",
        "PRV*PE*PXC*207RE0101X",
        "NM1*77*2*HALL",
        "N3*1 ST",
        "N4*X*WI*53703",
        "NM1*DQ*1*HALE*IRIS****XX*1245319599",
        "LX*1",
    )


def test_another_provider_takes_the_place_of_one_and_a_number_alone_is_corrected() -> None:
    one = simple()
    corrected = replace(one.claim.rendering_provider or HALE, npi="1003000126")
    behind(
        written(one, replace(one.claim, rendering_provider=corrected)),
        "NM1*82*1*HALE*IRIS****XX*1003000126",
        "PRV*PE*PXC*207RE0101X",
    )
    another = replace(one.claim, rendering_provider=Provider(npi="1003000126", name="LAKE"))
    behind(written(one, another), "NM1*82*2*LAKE*****XX*1003000126", "LX*1")


def test_what_was_said_of_another_provider_is_gone_with_that_provider() -> None:
    one = with_more("PRV*PE*PXC*207RE0101X", "REF*0B*LICENCE1")
    corrected = replace(one.claim.rendering_provider or HALE, npi="1003000126")
    assert "REF*0B*LICENCE1" in written(one, replace(one.claim, rendering_provider=corrected))
    assert "REF*0B*LICENCE1" not in written(one, replace(one.claim, rendering_provider=replace(corrected, name="LAKE")))


def test_what_was_said_of_another_payer_is_gone_with_that_payer_and_a_name_alone_is_corrected() -> None:
    at = next(place for place, text in enumerate(x12.SUBSCRIBER) if text.startswith("NM1*PR*")) + 1
    own = ["N3*PO BOX 1", "N4*OLDTOWN*IL*62701", "REF*G2*NUMBERTHERE"]
    body = [*x12.BILLING, *x12.SUBSCRIBER[:at], *own, *x12.SUBSCRIBER[at:], *x12.CLAIM]
    [one] = claims_of(x12.written(x12.interchange(x12.transaction(body))))
    payer = one.claim.payer
    now = written(one, replace(one.claim, payer=replace(payer, name="ANOTHER PLAN", id="P77")))
    behind(now, "NM1*PR*2*ANOTHER PLAN*****PI*P77", one.origin.passages[-1].text.split("~")[0])
    now = written(one, replace(one.claim, payer=replace(payer, name="BETTER SPELT")))
    behind(now, f"NM1*PR*2*BETTER SPELT*****PI*{payer.id}", *own)


def test_a_drug_stands_before_the_providers_of_its_line() -> None:
    one = of("professional")
    drug = replace(one.claim.lines[2], ndc=Drug("00409379501", Decimal("2.5"), "ML"), rendering_provider=HALE)
    behind(
        written(one, with_line(one.claim, 2, drug)),
        "LX*3",
        "SV1*HC:A0425*400*UN*12.5*41**1:2:3",
        "DTP*472*D8*20260612",
        "LIN**N4*00409379501",
        "CTP****2.5*ML",
        "NM1*82*1*HALE*IRIS****XX*1245319599",
    )


def test_diagnoses_of_a_hospital_bill_stand_in_segments_by_their_kind() -> None:
    one = of("institutional")
    more = (Diagnosis("M545", "ABF", "Y"), Diagnosis("Y9289", "ABN"), Diagnosis("R109", "APR"))
    now = written(one, replace(one.claim, diagnoses=one.claim.diagnoses + more))
    behind(now, "HI|APR>R296|APR>R109", "HI|ABN>W11XXXA>>>>>>>N|ABN>Y9289", "HI|DR>470")
    assert "HI|ABF>I10>>>>>>>Y|ABF>E119>>>>>>>1|ABF>M545>>>>>>>Y" in now


def test_more_than_twelve_codes_of_a_kind_take_another_segment() -> None:
    one = of("institutional")
    codes = tuple(f"{number:02}" for number in range(1, 15))
    now = written(one, replace(one.claim, condition_codes=codes))
    behind(
        now,
        "HI|" + "|".join(f"BG>{code}" for code in codes[:12]),
        "HI|BG>13|BG>14",
        now[now.index("HI|BG>13|BG>14") + 1],
    )


def test_spans_stand_before_days_among_the_occurrences() -> None:
    one = of("institutional")
    span = Occurrence("74", date(2026, 6, 2), date(2026, 6, 3))
    now = written(one, replace(one.claim, occurrence_codes=(*one.claim.occurrence_codes, span)))
    assert "HI|BI>70>RD8>20260601-20260603|BI>74>RD8>20260602-20260603" in now


def test_the_only_diagnosis_may_go_and_come_again() -> None:
    one = of("professional", 1)
    without = [segment for segment in written(one, replace(one.claim, diagnoses=())) if segment.startswith("HI")]
    assert without == []


def test_an_hour_of_admission_stays_where_the_day_is_changed() -> None:
    one = of("institutional")
    assert "DTP|435|DT|202605311405" in written(one, replace(one.claim, admission_date=date(2026, 5, 31)))


def test_a_line_less_leaves_the_others_as_they_were_but_for_their_numbers() -> None:
    one = of("professional")
    lines = tuple(replace(line, number=at) for at, line in enumerate(one.claim.lines[1:], 1))
    now = written(one, replace(one.claim, lines=lines))
    assert [segment for segment in now if segment.startswith(("LX", "SV1"))] == [
        "LX*1",
        "SV1*HC:J1885*80.5*UN*4***3***N*Y*Y***0",
        "LX*2",
        "SV1*HC:A0425*400*UN*12.5*41**1:2:3",
    ]
    behind(now, "REF*9F*REFLINE", "REF*G1*AUTHLINE", "CRC*70*Y*65", "LIN**N4*00409379501")


def test_what_a_claim_keeps_nothing_of_goes_where_its_line_goes() -> None:
    one = with_more("REF*6R*A1-2", "K3*STATE DATA")
    first, second = one.claim.lines
    turned = (replace(second, number=1, modifiers=("GP",)), replace(first, number=2))
    behind(written(one, replace(one.claim, lines=turned)), "REF*6R*A1-2", "K3*STATE DATA", "LX*2")


@pytest.mark.parametrize(("day", "said"), [(30, "DTP*472*D8*20260630"), (29, "DTP*472*D8*20260629")])
def test_a_dental_claim_gives_one_day_for_all_its_lines_or_a_line_its_own(day: int, said: str) -> None:
    one = of("dental")
    first = replace(one.claim.lines[0], service_date=date(2026, 6, day))
    assert said in written(one, with_line(one.claim, 0, first))


def test_a_name_beyond_ascii_is_written_as_utf_8() -> None:
    one = simple()
    person = {"last_name": "NÚÑEZ"}
    wanted = replace(
        one.claim, subscriber=replace(one.claim.subscriber, **person), patient=replace(one.claim.patient, **person)
    )
    assert "NM1*IL*1*NÚÑEZ*RUTH****MI*M0001" in written(one, wanted)
