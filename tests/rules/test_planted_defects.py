"""Every single fault planted in a clean claim is found by its own rule, and nothing is said of the clean claims."""

from __future__ import annotations

import difflib
import re

import pytest

import claims
from benchmarks.planted import clean, defects, ours
from benchmarks.planted.defect import Defect
from benchmarks.planted.interchange import Clean, assembled, npi, text
from rules.rule import GROUPS

NAMES = [defect.name for defect in defects.ALL]


@pytest.mark.parametrize("one", clean.ALL, ids=lambda one: one.name)
def test_a_clean_claim_is_read_whole_and_nothing_stops_it(one: Clean):
    segments = assembled(one)
    read = list(claims.read_stream([text(segments).encode()], "clean.837"))
    assert len(read) == sum(segment.startswith("CLM*") for segment in segments)
    assert ours.noise(ours.said(segments)) == []


@pytest.mark.parametrize("defect", [each for each in defects.ALL if each.payer], ids=lambda each: each.name)
def test_a_clean_claim_is_clean_for_the_payer_whose_policy_is_broken(defect: Defect):
    assert ours.noise(ours.said(defect.clean(), defect.payer)) == []


@pytest.mark.parametrize("defect", defects.ALL, ids=lambda each: each.name)
def test_a_planted_fault_is_found_by_its_own_rule(defect: Defect):
    assert defect.rule in ours.rules_that_found(defect)


@pytest.mark.parametrize("defect", defects.ALL, ids=lambda each: each.name)
def test_a_mutant_differs_in_one_thing(defect: Defect):
    old, new = defect.changed()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    moves = [move for move in matcher.get_opcodes() if move[0] != "equal"]
    if len(moves) == 1:
        return
    if sorted(old) == sorted(new):  # a segment in another place
        return
    assert len(old) == len(new)
    pairs = [
        pair for before, after in zip(old, new, strict=True) for pair in zip(*map(parts, (before, after)), strict=True)
    ]
    days = {(before, after) for before, after in pairs if before != after}
    assert len(days) <= 2  # one day, or both days of a stay, wherever they stand
    assert all(re.fullmatch("20[0-9]{6,10}", after) for _, after in days)


def test_the_names_of_faults_are_their_own():
    assert len(set(NAMES)) == len(NAMES)
    assert len(NAMES) >= 200


def test_every_group_of_rules_has_a_planted_fault():
    rules = ours.ruleset().rules
    groups = {rules[defect.rule].group for defect in defects.ALL if defect.rule in rules}
    assert groups == {rule.group for rule in rules.values()}
    assert groups <= set(GROUPS)


def test_every_rule_has_a_planted_fault():
    of_other_forms = {"not-carried"}  # faults are planted in an 837
    assert set(ours.ruleset().ids) - {defect.rule for defect in defects.ALL} == of_other_forms


def test_made_up_providers_have_a_right_check_digit():
    assert npi("123456789") == "1234567893"
    assert npi("124531959") == "1245319599"


def parts(segment: str) -> list[str]:
    return re.split("[*:-]", segment)
