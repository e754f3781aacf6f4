"""The sentence of a result is short whatever was found, and whether or not there is a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from rules.finding import Finding, Source
from serving.score import DenialCode, Experience, Reason
from serving.verdict import SUMMARY_LENGTH, summary


@pytest.mark.parametrize("length", [20, SUMMARY_LENGTH, 1000])
def test_a_long_message_without_a_reason_is_cut(length: int):
    finding = Finding(
        rule="form",
        severity="error",
        message="word " * (length // 5),
        fix="",
        denial_code="",
        field="",
        x12="",
        form_box="",
        source=Source("", ""),
    )
    said = summary("fix", [finding], probability=0.2, at_risk=Decimal(5))
    assert said.startswith("Fix before sending: word")
    assert len(said) <= SUMMARY_LENGTH


@pytest.mark.parametrize(
    ("kind", "code"), [("benefit", " PR-96"), ("filing", " OA-29"), ("records", ""), ("any", " OA-29")]
)
def test_the_code_beside_a_reason_is_of_its_kind(kind: str, code: str):
    counted = Experience(kind, "line", "procedure", "1|71046", "", 16, 14, date(2026, 1, 5), changed=False, code="")
    reason = Reason(1, "place", None, 2.4, "", "14 of 16 refused.", experience=counted)
    codes = (DenialCode("OA-29", 0.6), DenialCode("PR-96", 0.5))
    said = summary("review", (), probability=0.97, at_risk=Decimal(164), codes=codes, reasons=[reason])
    assert said.startswith(f"Look at it: 97 % chance of refusal{code}, $164.00")


@pytest.mark.parametrize(("probability", "code"), [(0.25, " PI-288"), (0.24, "")])
def test_a_code_is_named_only_where_it_holds_half_of_the_claims_chance(probability: float, code: str):
    said = summary("review", (), probability=0.5, at_risk=Decimal(3), codes=(DenialCode("PI-288", probability),))
    assert said == f"Look at it: 50 % chance of refusal{code}, $3.00 at risk"
