"""The sentence of a result is short whatever was found, and whether or not there is a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.finding import Finding, Source
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
