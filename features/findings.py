"""What the rules said, as columns. A bundle fixes which rules it knows: later ones are ignored, missing ones NaN."""

from __future__ import annotations

from collections.abc import Mapping

from features.registry import MISSING, Feature, feature
from rules.finding import Answer

_VALUES: dict[str | None, float] = {"pass": 0.0, "not applicable": 0.0, "fail": 1.0}


def finding(answer: Answer | None) -> float:
    """One rule's answer as a number: 1 it fails, 0 it passes or does not apply, missing without data."""
    return _VALUES.get(answer, MISSING)


def rule_feature(rule: str) -> Feature:
    """The column of one rule."""

    def compute(answers: Mapping[str, Answer]) -> float:
        return finding(answers.get(rule))

    return Feature(
        name=f"rule_{rule.replace('-', '_')}",
        says=f"The rule {rule} finds a fault. | The rule {rule} finds no fault.",
        doc=f"Whether the rule {rule} finds a fault: 1 yes, 0 no or not applicable. Missing without data.",
        field="",
        monotone=0,
        family="",
        compute=compute,
        arguments=("answers",),
    )


OF_THE_FILE = "unreadable-field"
"""A rule about how a claim is written down, not about the claim: payers never see what could not be read."""


@feature(says="Rules that find a fault: {value:.0f}. | No rule finds a fault.", field="")
def faults_found(answers: Mapping[str, Answer]) -> float:
    """How many rules find a fault in the claim (count), but for fields that could not be read."""
    return float([*answers.values()].count("fail") - (answers.get(OF_THE_FILE) == "fail"))
