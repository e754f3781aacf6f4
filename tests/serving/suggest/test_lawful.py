"""What is never offered, and what each change asks for: a history of a few answers, and the claims that meet it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from claims import canonical
from claims.answer import LineOutcome, Outcome
from claims.claim import Claim, Diagnosis, OtherPayer, Patient, Payer, Provider, ServiceLine, Subscriber
from claims.origin import Sourced
from claims.sent import SentBefore
from features.history import History
from features.seen import Seen
from rules import Context
from rules.coding.correct_coding import NCCI_MODIFIERS
from rules.context import SHIPPED
from rules.reference import diagnosis
from rules.reference.ncci import PAIRS_PRACTITIONER
from rules.reference.shelf import Shelf, made_up
from serving.suggest.after import after as after_patch
from serving.suggest.given import Change, Given
from serving.suggest.kinds import (
    KINDS,
    authorization,
    coverage,
    diagnoses,
    duplicates,
    information,
    modifiers,
    places,
    pointers,
    records,
    reference,
    referral,
    units,
)
from serving.suggest.patch import apply
from serving.suggest.placeholder import filled
from tests import strategies

DAY = date(2026, 3, 2)
TODAY = date(2026, 3, 9)


def line(procedure: str, *borne: str, number: int = 1, **more: Any) -> ServiceLine:
    known = {"units": Decimal(1), "charge": Decimal(100), "service_date": DAY, "diagnosis_pointers": (1,)}
    return ServiceLine(number=number, procedure=procedure, modifiers=borne, **{**known, **more})


def claim(*billed: ServiceLine, codes: Sequence[str] = ("M5450",), place: str = "11", **more: Any) -> Claim:
    return Claim(
        claim_id="C1",
        submission_date=TODAY,
        payer=Payer(id="P1", name="ACME", filing_indicator="MB", responsibility="P"),
        billing_provider=Provider(npi="1234567893", taxonomy="208D00000X"),
        place_of_service=place,
        subscriber=Subscriber(member_id="M1", last_name="DOE", birth_date=date(1980, 1, 1)),
        patient=Patient(relationship="18", last_name="DOE", birth_date=date(1980, 1, 1)),
        diagnoses=tuple(Diagnosis(code, "ABF" if at else "ABK") for at, code in enumerate(codes)),
        lines=tuple(replace(one, number=at) for at, one in enumerate(billed, start=1)),
        total_charge=sum((one.charge for one in billed), Decimal(0)),
        **more,
    )


def answered(history: History, sent: Claim, *, code: str = "", times: int = 4) -> None:
    fates = tuple(
        LineOutcome(number=one.number, denied=bool(code), codes=(code,) if code else ()) for one in sent.lines
    )
    for _ in range(times):
        history.answered(sent, Outcome("C0", answered=date(2026, 2, 2), denied=bool(code), lines=fates))


def offered(
    of: Claim, kind: Any, history: History | None = None, *, shelf: Shelf = SHIPPED, sent: SentBefore | None = None
) -> list[Change]:
    document = msgspec.json.decode(canonical.encode(of))
    context = Context(TODAY, sent, shelf=shelf)
    given = Given(of, document, seen=Seen(history or History()), context=context, payer_kind="medicare")
    return list(kind(given))


def after(of: Claim, change: Change) -> Claim:
    document = msgspec.json.decode(canonical.encode(of))
    decoded = canonical.decode(msgspec.json.encode(apply(document, filled(change.patch, document))))
    assert isinstance(decoded, Sourced)
    assert not decoded.faults
    return decoded.claim


def put_on(changes: Iterable[Change]) -> set[str]:
    values = [one["value"] for c in changes for one in c.patch if "value" in one]
    return {value[0] if isinstance(value, list) and value else value for value in values if value}


def paired(indicator: str) -> Shelf:
    rows = [{"key": "9714097530", "indicator": indicator}]
    return SHIPPED.with_these([made_up(PAIRS_PRACTITIONER, rows, date(2026, 1, 1), date(2026, 12, 31))])


@pytest.fixture
def therapy() -> History:
    """A payer that was sent 97530 and 97140 with every modifier that there is to choose from."""
    history = History()
    for modifier in ("59", "XU", "LT", "GP"):
        answered(history, claim(line("97530", modifier), line("97140", modifier)))
    return history


BOTH = claim(line("97140"), line("97530"))


def test_a_pair_that_a_modifier_parts_may_be_parted(therapy: History) -> None:
    changes = offered(BOTH, modifiers.changes, therapy, shelf=paired("1"))
    assert {"59", "XU", "GP"} <= put_on(changes)
    assert not any("No NCCI" in change.text for change in changes)


def test_a_pair_that_no_modifier_parts_is_never_parted(therapy: History) -> None:
    found = put_on(offered(BOTH, modifiers.changes, therapy, shelf=paired("0")))
    assert found == {"GP"}
    assert found.isdisjoint(NCCI_MODIFIERS)


def test_a_pair_with_a_line_sent_before_is_never_parted_either(therapy: History) -> None:
    earlier = SentBefore()
    earlier.add(replace(claim(line("97140")), claim_id="C0", submission_date=date(2026, 3, 3)), date(2026, 3, 3))
    alone = claim(line("97530"), line("97035"))
    assert "59" in put_on(offered(alone, modifiers.changes, therapy, shelf=paired("0")))
    assert "59" not in put_on(offered(alone, modifiers.changes, therapy, shelf=paired("0"), sent=earlier))


def test_pairs_of_two_days_are_none(therapy: History) -> None:
    apart = claim(
        line("97140"), line("97530", service_date=date(2026, 3, 3)), line("97035", service_date=date(2026, 3, 3))
    )
    assert "59" in put_on(offered(apart, modifiers.changes, therapy, shelf=paired("0")))


def test_where_no_pairs_are_loaded_the_text_says_so(therapy: History) -> None:
    found = offered(BOTH, modifiers.changes, therapy)
    for change in found:
        is_of_a_side = "modifier of the side" in change.text
        assert ("No NCCI" in change.text) == (is_of_a_side or not put_on([change]).isdisjoint(NCCI_MODIFIERS))
    assert any("No NCCI" in change.text for change in found)


def test_a_modifier_that_was_never_seen_with_the_procedure_is_not_offered() -> None:
    assert offered(BOTH, modifiers.changes) == []


def test_what_was_given_in_the_office_is_not_called_telehealth_nor_a_reading() -> None:
    history = History()
    answered(history, claim(line("99213", "95"), line("71046", "26"), place="10"))
    visit = line("99213"), line("71046")
    assert put_on(offered(claim(*visit), modifiers.changes, history)).isdisjoint({"95", "26"})
    assert "95" in put_on(offered(claim(*visit, place="10"), modifiers.changes, history))
    assert "26" in put_on(offered(claim(*visit, place="22"), modifiers.changes, history))


def test_a_visit_bears_25_beside_another_service_alone() -> None:
    history = History()
    answered(history, claim(line("99213", "25"), line("20610")))
    assert put_on(offered(claim(line("99213"), line("20610")), modifiers.changes, history)) == {"25"}
    assert offered(claim(line("99213")), modifiers.changes, history) == []
    assert offered(claim(line("99213"), line("99406")), modifiers.changes, history) == []


def test_of_modifiers_that_exclude_each_other_one_takes_the_others_place() -> None:
    history = History()
    answered(history, claim(line("99213", "GT"), place="10"))
    sent = claim(line("99213", "95"), place="10")
    answered(history, sent, code="CO-4", times=2)
    changed = [after(sent, change).lines[0].modifiers for change in offered(sent, modifiers.changes, history)]
    assert changed == [(), ("GT",)]


def test_a_single_refusal_of_a_modifier_of_telehealth_offers_no_other() -> None:
    history = History()
    answered(history, claim(line("99213", "GT"), place="10"))
    sent = claim(line("99213", "95"), place="10")
    answered(history, sent, code="CO-4", times=1)
    assert put_on(offered(sent, modifiers.changes, history)) == set()
    bare = claim(line("99213"), place="10")
    assert "GT" in put_on(offered(bare, modifiers.changes, history)), "nothing is swapped there"


@pytest.mark.parametrize(
    ("code", "told"),
    [("M1711", "RT"), ("M1712", "LT"), ("M170", None), ("G5603", "50"), ("S83511A", "RT"), ("M5412", None),
     ("M62830", None), ("E1121", None), ("M25562", "LT"), ("M47812", None), ("M5450", None)],
)  # fmt: skip
def test_a_side_is_offered_only_where_the_diagnosis_tells_it_and_else_left_to_the_record(
    code: str, told: str | None
) -> None:
    history = History()
    answered(history, claim(line("20610", "RT")))
    sent = claim(line("20610"), codes=(code,))
    (change,) = offered(sent, modifiers.changes, history)
    assert change.patch[-1]["value"] == ([told] if told else None)
    assert ("RT for the right, LT for the left, 50 for both" in change.text) == (told is None)
    assert after(sent, change).lines[0].modifiers == (told or "RT",)
    (change,) = offered(beside := claim(line("20610", "U1"), codes=(code,)), modifiers.changes, history)
    assert after(beside, change).lines[0].modifiers == ("U1", told or "RT")


def test_a_side_that_the_line_tells_is_not_asked_for_again() -> None:
    history = History()
    answered(history, claim(line("20610", "RT")))
    assert offered(claim(line("20610", "LT")), modifiers.changes, history) == []


def test_a_change_knows_how_often_this_payer_took_it(therapy: History) -> None:
    answered(therapy, claim(line("97140", "GP")), times=40)
    answered(therapy, claim(line("97140", "59")), code="CO-4", times=3)
    found = offered(claim(line("97140"), line("97530")), modifiers.changes, therapy)
    taken = {one.text.split()[2]: one.taken for one in found if "(97140)" in one.text and "(97530)" not in one.text}
    assert {"59", "GP"} <= {text.split()[2] for text in (one.text for one in found)}
    assert max(one.taken for one in found) == max(one.taken for one in found if "GP" in one.text) > 40
    assert taken["59"] < 5


def test_a_fifth_modifier_is_never_added(therapy: History) -> None:
    full = claim(line("97530", "U1", "U2", "U3", "U4"), line("97140", "GP"))
    for change in offered(full, modifiers.changes, therapy):
        assert all(len(one.modifiers) <= 4 for one in after(full, change).lines)


@pytest.mark.parametrize("code", ["M545", "R05", "E780", "I48", "S5250", "M1711"])
def test_a_diagnosis_becomes_a_valid_one_of_its_category_alone(code: str) -> None:
    history = History()
    answered(history, claim(line("97110"), codes=(code[:3] + "9",)))
    answered(history, claim(line("97110"), codes=("Z0000",)))
    sent = claim(line("97110"), codes=(code,))
    found = [after(sent, change).diagnoses[0].code for change in offered(sent, diagnoses.changes, history)]
    assert bool(found) == (code != "M1711")
    for one in found:
        assert one[:3] == code[:3]
        known = diagnosis(SHIPPED, one, DAY)
        assert known is not None
        assert known.status == "valid"


def test_a_code_of_the_category_is_offered_where_the_payer_took_it() -> None:
    history = History()
    for code in ("M1711", "M170"):
        answered(history, claim(line("97110"), codes=(code,)))
    answered(history, claim(line("97110"), codes=("M179",)), code="CO-50")
    worse = claim(line("97110"), codes=("M179",))
    assert [after(worse, one).diagnoses[0].code for one in offered(worse, diagnoses.changes, history)] == ["M1711"]


def test_a_code_that_tells_the_side_is_never_changed_for_the_other_or_for_none() -> None:
    history = History()
    for code in ("M1711", "M179"):
        answered(history, claim(line("97110"), codes=(code,)))
    answered(history, claim(line("97110"), codes=("M1712",)), code="CO-50")
    assert offered(claim(line("97110"), codes=("M1712",)), diagnoses.changes, history) == []


def test_a_line_points_to_listed_diagnoses_alone_and_to_what_was_refused_less() -> None:
    history = History()
    answered(history, claim(line("80061"), codes=("E785",)))
    answered(history, claim(line("80061"), codes=("J209",)), code="CO-11")
    sent = claim(line("80061"), codes=("J209", "E785"))
    pointed = [after(sent, one).lines[0].diagnosis_pointers for one in offered(sent, pointers.changes, history)]
    assert pointed == [(2, 1)]
    assert offered(replace(sent, diagnoses=sent.diagnoses[::-1]), pointers.changes, history) == []


def test_a_pointer_that_leads_nowhere_is_led_to_what_is_listed() -> None:
    sent = claim(line("80061", diagnosis_pointers=(3,)), codes=("J209", "E785"))
    pointed = {after(sent, one).lines[0].diagnosis_pointers for one in offered(sent, pointers.changes)}
    assert pointed == {(1,), (2,)}


def test_what_must_be_obtained_is_null_and_the_text_says_what() -> None:
    history = History()
    seen = claim(line("97110"), referring_provider=Provider(npi="1982793636"))
    answered(history, seen)
    bare = claim(line("97110"), line("J3301"), line("80061"), place="22", frequency_code="7")
    kinds = (authorization.changes, referral.changes, information.changes, records.changes, reference.changes)
    changes = [change for kind in kinds for change in offered(bare, kind, history)]
    assert len(changes) == 8
    for change in changes:
        assert any(one["value"] is None for one in change.patch)
        assert change.text[-1] == "."
        assert after(bare, change) != bare
    given_already = after(bare, changes[0])
    assert offered(given_already, authorization.changes) == []


def test_authorizations_go_where_the_claim_has_its_others() -> None:
    sent = claim(line("97110", prior_authorization="A1"), line("97140"))
    (change,) = offered(sent, authorization.changes)
    assert change.patch == [{"op": "add", "path": "/lines/1/prior_authorization", "value": None}]


def test_units_are_lowered_with_the_charge_to_what_was_paid() -> None:
    history = History()
    answered(history, claim(line("97110", units=Decimal(2))))
    sent = claim(line("97110", units=Decimal(4), charge=Decimal("120.00")), line("97140"))
    (change,) = offered(sent, units.changes, history)
    changed = after(sent, change)
    assert (changed.lines[0].units, changed.lines[0].charge) == (Decimal(2), Decimal("60.00"))
    assert changed.total_charge == Decimal("160.00") == sum(one.charge for one in changed.lines)
    assert offered(claim(line("97110")), units.changes, history) == []


def test_places_are_changed_for_those_that_resemble_them_and_never_for_a_reading() -> None:
    history = History()
    for place in ("02", "24"):
        answered(history, claim(line("90837"), place=place))
    found = [after(one, change).place_of_service for one in (claim(line("90837"), place="10"),)
             for change in offered(one, places.changes, history)]  # fmt: skip
    assert found == ["02"]
    assert offered(claim(line("90837", "26"), place="22"), places.changes, history) == []


def test_a_repetition_is_sent_as_a_replacement_where_the_payer_takes_them() -> None:
    earlier = SentBefore()
    earlier.add(replace(BOTH, claim_id="C0", submission_date=date(2026, 3, 3)), date(2026, 3, 3))
    document = msgspec.json.decode(canonical.encode(BOTH))
    context = Context(TODAY, earlier)
    commercial, medicare = (
        Given(BOTH, document, seen=Seen(History()), context=context, payer_kind=kind)
        for kind in ("commercial", "medicare")
    )
    (change,) = duplicates.changes(commercial)
    assert after(BOTH, change).frequency_code == "7"
    assert after(BOTH, change).original_reference
    assert list(duplicates.changes(medicare)) == []
    assert offered(BOTH, duplicates.changes, sent=SentBefore()) == []


def test_what_the_first_payer_paid_is_asked_for_with_its_day() -> None:
    first = OtherPayer(id="P0", responsibility="P")
    second = claim(line("97110"), other_payers=(first,))
    second = replace(second, payer=replace(second.payer, responsibility="S"))
    (change,) = offered(second, coverage.earlier_payer)
    assert after(second, change).other_payers[0].paid == Decimal(100)
    assert after(second, change).other_payers[0].paid_date == DAY


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.claims())
def test_every_change_of_any_claim_can_be_applied_and_read(some: Claim) -> None:
    history = History()
    answered(history, some, times=2)
    document = msgspec.json.decode(canonical.encode(some))
    if not isinstance(canonical.decode(canonical.encode(some)), Sourced):
        return
    for kind in KINDS:
        for change in offered(some, kind.changes, history, sent=SentBefore()):
            changed = msgspec.convert(apply(document, filled(change.patch, document)), Claim)
            assert changed == after_patch(some, filled(change.patch, document))
            assert len(changed.lines) == len(some.lines)
            assert [one.procedure for one in changed.lines] == [one.procedure for one in some.lines]
            assert [one.code[:3] for one in changed.diagnoses] == [one.code[:3] for one in some.diagnoses]


def test_a_claim_without_lines_is_offered_nothing_that_is_of_lines() -> None:
    found = [change for kind in KINDS for change in offered(claim(), kind.changes)]
    assert [operation["path"] for change in found for operation in change.patch] == ["/subscriber/member_id"]
