"""What holds of every feature, today's and tomorrow's."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from random import Random

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import features
from claims.claim import Claim
from claims.sent import SentBefore
from features.registry import ARGUMENTS, Feature, call, register
from tests import strategies

TODAY = date(2026, 3, 2)
RULES = ("timely-filing", "npi-check-digit")
CATALOGUE = features.catalogue(RULES)
NAMES = [one.name for one in CATALOGUE]

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("one", CATALOGUE, ids=NAMES)
def test_it_is_documented_and_says_what_a_biller_reads(one: Feature):
    assert len(one.doc) > 20
    assert one.doc.rstrip().endswith(".")
    assert one.sentence(0.0) != one.sentence(1e6)
    assert "|" not in one.sentence(0.0) + one.sentence(1.0)
    assert one.name.isidentifier()
    assert one.name == one.name.lower()
    assert set(one.arguments) <= ARGUMENTS


@pytest.mark.parametrize("one", CATALOGUE, ids=NAMES)
def test_its_field_is_one_that_a_claim_has(one: Feature):
    here: object = Claim
    for part in one.field.replace("{line}", "0").split("/")[1:]:
        types = [t for t in _unwrap(here) if isinstance(t, type) and issubclass(t, msgspec.Struct)]
        if part.isdigit():
            continue
        found = [field.type for t in types for field in msgspec.structs.fields(t) if field.name == part]
        assert found, f"{one.name}: {one.field} leads nowhere at {part}"
        here = found[0]


def _unwrap(kind: object) -> list[object]:
    inside = getattr(kind, "__args__", None)
    return [kind] if not inside else [leaf for one in inside for leaf in _unwrap(one)]


def test_names_are_unique_and_in_the_order_of_the_columns():
    assert len(set(NAMES)) == len(NAMES)
    assert features.names(RULES) == tuple(NAMES)
    assert [entry["name"] for entry in features.dictionary(RULES)] == NAMES


@quick
@given(claim=strategies.claims())
def test_a_row_holds_what_each_feature_gives_alone_and_never_raises(claim: Claim):
    sent = SentBefore(b"key")
    sent.add(claim, TODAY)
    past = features.History().past(msgspec.structs.replace(claim, claim_id="another"), TODAY, sent)
    answers = {"timely-filing": "fail", "a-rule-of-later-days": "pass"}
    table = features.rows(claim, answers, past, RULES)
    assert table.shape == (len(claim.lines), len(CATALOGUE))
    told = zip(table, claim.lines, past.experience, past.visits, past.services, strict=True)
    for row, line, experience, visits, services in told:
        everything = {
            "claim": claim,
            "line": line,
            "today": TODAY,
            "past": past,
            "experience": experience,
            "visits": visits,
            "services": services,
            "answers": answers,
        }
        alone = [call(one, everything) for one in CATALOGUE]
        np.testing.assert_array_equal(row, alone)


@quick
@given(claim=strategies.claims())
def test_values_are_finite_or_missing_where_the_dictionary_says_so(claim: Claim):
    table = features.rows(claim, {}, features.History().past(claim, TODAY, SentBefore()), RULES)
    for one, column in zip(CATALOGUE, table.T, strict=True):
        assert not np.isinf(column).any(), one.name
        if "issing" not in one.doc:
            assert not np.isnan(column).any(), f"{one.name} is missing and its docstring does not say when"


@quick
@given(claim=strategies.claims(), order=st.randoms(use_true_random=False))
def test_lines_do_not_depend_on_the_order_of_calls(claim: Claim, order: Random):
    history = features.History()
    before = features.rows(claim, {}, history.past(claim, TODAY))
    others = list(claim.lines)
    order.shuffle(others)
    features.rows(msgspec.structs.replace(claim, lines=tuple(others)), {}, history.past(claim, TODAY))
    np.testing.assert_array_equal(before, features.rows(claim, {}, history.past(claim, TODAY)))


def test_rules_that_a_bundle_knows_are_columns_and_others_are_not():
    claim = Claim("A", lines=())
    one_line = msgspec.convert({"claim_id": "A", "lines": [{"number": 1}]}, Claim)
    past = features.History().past(one_line, TODAY)
    answers = {"timely-filing": "fail", "unheard-of": "fail"}
    last = features.rows(one_line, answers, past, RULES)[0, -2:]
    assert last[0] == 1.0
    assert math.isnan(last[1])
    assert features.rows(claim, answers, features.History().past(claim, TODAY), RULES).shape == (0, len(CATALOGUE))


def _undocumented(claim: Claim) -> float:
    return float(len(claim.lines))


def _greedy(claim: Claim, moon: float) -> float:
    return moon * len(claim.lines)


@pytest.mark.parametrize(
    ("compute", "name", "doc", "message"),
    [
        (_undocumented, "units", "Something.", "there is one of that name"),
        (_undocumented, "never_heard_of", "", "write a docstring"),
        (_greedy, "never_heard_of", "Something.", "asks for \\['moon'\\]"),
    ],
)
def test_a_feature_that_breaks_the_form_is_refused_with_what_to_do(
    compute: Callable[..., float], name: str, doc: str, message: str
):
    with pytest.raises(ValueError, match=message):
        register(compute, name=name, doc=doc, says="{value}", field="")


def test_missing_values_are_promised_in_words_that_can_be_found():
    assert any(re.search("[Mm]issing", one.doc) for one in CATALOGUE)
