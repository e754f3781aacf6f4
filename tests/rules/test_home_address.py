"""The patient's address: an 837 must carry it, a claim of another kind may leave it to the office's own files."""

from datetime import date

import pytest

from claims import Sourced, read_stream
from rules import Context, RuleSet
from tests.claims import x12

TODAY = date(2026, 7, 1)


def found(sourced: Sourced, *, as_x12: bool) -> list[str]:
    """The fields of which subscriber-demographics tells."""
    context = Context(TODAY, origin=sourced.origin if as_x12 else None)
    findings = RuleSet.load().check(sourced.claim, context).findings
    return [finding.field for finding in findings if finding.rule == "subscriber-demographics"]


def without(*gone: str) -> Sourced:
    """The one claim of the test files, its subscriber without some segments."""
    inside = [*x12.BILLING, *(one for one in x12.SUBSCRIBER if one not in gone), *x12.CLAIM]
    [sourced] = read_stream([x12.written(x12.interchange(x12.transaction(inside)))], "one.837")
    assert isinstance(sourced, Sourced), sourced
    return sourced


@pytest.mark.parametrize(
    ("segments", "fields"),
    [
        ((), []),
        (("N3*2 ELM ST",), ["/patient/address"]),
        (("N4*MADISON*WI*53703",), ["/patient/city"]),
        (("N3*2 ELM ST", "N4*MADISON*WI*53703"), ["/patient/address"]),
    ],
)
def test_a_file_carries_street_and_city_of_the_patient(segments: tuple[str, ...], fields: list[str]) -> None:
    assert found(without(*segments), as_x12=True) == fields


def test_a_claim_that_was_never_a_file_may_leave_the_address_out() -> None:
    sourced = without("N3*2 ELM ST", "N4*MADISON*WI*53703")
    assert not found(sourced, as_x12=False)
