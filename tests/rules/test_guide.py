"""The tables of the 837 guides: consistent in themselves, silent on right claims, and not silent on any break."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.claim import ClaimType
from claims.origin import Sourced
from claims.read import read, read_stream
from claims.x12 import claim as claim_reader
from claims.x12 import coverage, levels, line, party
from claims.x12.interchange import Delimiters
from rules.context import Context
from rules.guide import elements
from rules.guide.pattern import PERIODS, matcher
from rules.guide.said import _told
from rules.guide.table import COMPOSITE, MANY, ROOTS, Element, Guide, Loop, Use, _forms, guide_of
from rules.guide.walk import walk
from rules.ruleset import RuleSet

KINDS: tuple[ClaimType, ...] = get_args(ClaimType)
EXAMPLES = Path(__file__).parents[2] / "examples"
CLEAN = ("01_clean_visits.837", "04_hospital.837", "05_dental.837")
STAR = Delimiters("*", "^", ":", "~")
GUARDS = {
    "guide-segments", "guide-elements", "guide-codes", "required-identifiers", "unreadable-field", "line-numbers",
    "diagnosis-pointers", "subscriber-demographics",
}  # fmt: skip
"""The rules of which one must see a break: what one tells the others need not."""


def uses(kind: ClaimType) -> Iterator[tuple[Loop, Use]]:
    for loop in guide_of(kind).loops.values():
        for use in loop.uses:
            yield loop, use


@pytest.mark.parametrize("kind", KINDS)
def test_every_loop_but_the_first_of_a_passage_stands_within_another_and_begins_with_a_required_segment(
    kind: ClaimType,
) -> None:
    guide = guide_of(kind)
    for loop in guide.loops.values():
        assert loop.within in guide.loops or loop.id in ROOTS.values()
        assert loop.uses[0].opens
        assert (loop.uses[0].usage, loop.uses[0].most) == ("R", 1)
        assert loop.usage in {"R", "S"}
        assert loop.most >= 1


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_uses_of_a_segment_in_a_loop_are_known_by_the_same_qualifier(kind: ClaimType) -> None:
    for loop in guide_of(kind).loops.values():
        keys = [(use.tag, code) for use in loop.uses for code in use.qualifiers or ("",)]
        assert len(keys) == len(set(keys)), loop.id
        bare = {use.tag for use in loop.uses if not use.qualifiers}
        assert not bare & {use.tag for use in loop.uses if use.qualifiers}, loop.id


@pytest.mark.parametrize("kind", KINDS)
def test_every_use_names_its_qualifier_in_its_first_element_and_has_a_right_number_of_repeats(kind: ClaimType) -> None:
    for loop, use in uses(kind):
        where = f"{loop.id} {use.tag} {use.qualifiers}"
        assert use.name, where
        assert use.usage in {"R", "S"}, where
        assert 1 <= use.most <= MANY, where
        if use.qualifiers:
            first = use.form[1] if use.form[0].type == COMPOSITE else use.form[0]
            assert (first.position, first.usage) == (1, "R"), where
            assert not first.codes or set(use.qualifiers) <= set(first.codes), where


@pytest.mark.parametrize("form", sorted(_forms()))
def test_every_form_is_used_and_its_elements_have_a_type_a_length_and_an_order(form: str) -> None:
    rows = _forms()[form]
    assert any(use.form == rows for kind in KINDS for _, use in uses(kind))
    for before, element in zip((None, *rows), rows, strict=False):
        assert element.usage in {"R", "S", "P"}
        assert element.type in {"AN", "ID", "N", "R", "D8", "RD8", "TM", "PERIOD", COMPOSITE}
        assert 0 < element.least <= element.most
        assert element.name
        assert len(element.codes) == len(set(element.codes))
        assert all(element.least <= len(code) <= element.most for code in element.codes)
        if element.component or element.usage == "P" or element.type == "PERIOD":
            assert before is not None
        if element.type == "PERIOD":
            assert before is not None
            assert set(before.codes) <= set(PERIODS)
    assert len({(one.position, one.component) for one in rows}) == len(rows)


def test_what_another_rule_tells_stands_in_the_tables_and_the_rule_exists() -> None:
    ids = RuleSet.load().ids
    for (loop, label), rule in _told().items():
        assert rule in ids
        assert any(
            loop == use.loop and (label == use.tag or label in {one.label(use.tag) for one in use.form})
            for kind in KINDS
            for _, use in uses(kind)
        ), (loop, label)


def test_every_segment_that_is_read_has_its_place_in_a_guide() -> None:
    known = {use.tag for kind in KINDS for _, use in uses(kind)}
    tables = [
        claim_reader.CLAIM, coverage.OTHER_PAYER, line.LINE, line.LINE_DRUG, line.LINE_ADJUDICATION, party.PARTY,
        *levels._TABLES.values(),
    ]  # fmt: skip
    read_by_us = {tag for table in tables for tag in table}
    of_older_guides = {"N2", "CR5", "CR6"}
    assert read_by_us - known == of_older_guides


@pytest.mark.parametrize("file", [*CLEAN, "03_sent_twice.837", "06_likely_refusals.837"])
def test_the_guide_has_nothing_against_right_claims(file: str) -> None:
    for item in read(EXAMPLES / file):
        assert isinstance(item, Sourced)
        assert walk(item.origin) == ()


@pytest.mark.parametrize("delimiters", ["*^:~", "|^>\n", "\x1d\x1f\x1e\x1c", "+!;'"])
def test_the_guide_has_nothing_against_right_claims_with_other_separators(delimiters: str) -> None:
    text = (EXAMPLES / CLEAN[0]).read_text().replace("\n", "")
    wanted = text.translate(str.maketrans("*^:~", delimiters))
    found = list(read_stream([wanted.encode()], "other.837"))
    assert len(found) == 5
    assert all(isinstance(item, Sourced) and walk(item.origin) == () for item in found)


@cache
def ruleset() -> RuleSet:
    return RuleSet.load()


@cache
def segments_of(file: str) -> tuple[str, ...]:
    return tuple((EXAMPLES / file).read_text().replace("\n", "").removesuffix("~").split("~"))


def is_seen(segments: list[str]) -> bool:
    """Whether reading, or one of the rules, finds an error."""
    for item in read_stream(["~".join([*segments, ""]).encode()], "broken.837"):
        if not isinstance(item, Sourced):
            if item.loses != "nothing":
                return True
            continue
        context = Context(date(2026, 6, 20), None, item.faults, origin=item.origin)
        found = ruleset().check(item.claim, context).findings
        if any(finding.rule in GUARDS and finding.severity == "error" for finding in found):
            return True
    return False


def placed_uses(file: str) -> list[tuple[int, Guide, Use]]:
    """The uses of a file's segments, with where they stand, from the head of a transaction on."""
    found = {}
    for item in read(EXAMPLES / file):
        assert isinstance(item, Sourced)
        guide = guide_of(item.origin.claim_type)
        for passage in item.origin.passages:
            loop = ROOTS[passage.level]
            for number, segment in enumerate(passage.text.split("~"), passage.first):
                use = use_of(guide, loop, segment)
                found[number] = (number - 1, guide, use)
                loop = use.loop
    return list(found.values())


def use_of(guide: Guide, loop: str, segment: str) -> Use:
    """The use of a right segment, looked for from the loop before it outwards."""
    tag, first = segment.split("*")[:2]
    qualifier = first.partition(":")[0] if tag == "HI" else first
    around: str = loop
    inside = [*guide.loops[loop].uses]
    while around:
        inside += [guide.loops[inner].uses[0] for inner in guide.loops[around].inner]
        around = guide.loops[around].within
    return next(use for use in inside if use.tag == tag and (not use.qualifiers or qualifier in use.qualifiers))


PLACES = [(file, *place) for file in CLEAN for place in placed_uses(file)]


def is_required(guide: Guide, use: Use) -> bool:
    """Without the first segment of a situational loop there is no such loop, and nothing may be missing."""
    return use.usage == "R" and not (use.opens and guide.loops[use.loop].usage == "S") and use.tag not in {"ST", "HL"}


@settings(deadline=None)
@given(st.sampled_from([place for place in PLACES if is_required(*place[2:])]))
def test_a_required_segment_that_is_missing_is_found(place: tuple[str, int, Guide, Use]) -> None:
    file, at, _, use = place
    segments = [*segments_of(file)]
    del segments[at]
    assert is_seen(segments), (file, at, use.loop, use.tag)


def simple_elements(usage: str) -> list[tuple[str, int, Use, Element]]:
    return [
        (file, at, use, element)
        for file, at, _, use in PLACES
        for element in use.form
        if element.type != COMPOSITE and usage in {element.usage, ""} and use.tag not in {"ST", "HL"}
    ]


def put(segment: str, element: Element, text: str) -> str:
    elements_of = segment.split("*")
    if element.position >= len(elements_of):
        return segment
    if element.component:
        parts = elements_of[element.position].split(":")
        if element.component > len(parts) or parts == [""]:
            return segment
        parts[element.component - 1] = text
        text = ":".join(parts)
    elements_of[element.position] = text
    return "*".join(elements_of)


@settings(deadline=None)
@given(st.sampled_from(simple_elements("R")))
def test_a_required_element_that_is_missing_is_found(place: tuple[str, int, Use, Element]) -> None:
    file, at, use, element = place
    segments = [*segments_of(file)]
    changed = put(segments[at], element, "")
    if changed != segments[at]:
        segments[at] = changed
        assert is_seen(segments), (file, at, element.label(use.tag))


@settings(deadline=None)
@given(st.sampled_from(simple_elements("")), st.integers(1, 3))
def test_an_element_longer_than_it_may_be_is_found(place: tuple[str, int, Use, Element], more: int) -> None:
    file, at, use, element = place
    segments = [*segments_of(file)]
    most = 35 if element.type == "PERIOD" else element.most
    changed = put(segments[at], element, "1" * (most + more))
    if changed != segments[at]:
        segments[at] = changed
        assert is_seen(segments), (file, at, element.label(use.tag))


def test_an_absent_pair_of_elements_keeps_both_its_places() -> None:
    [ambulance, *_] = [use for _, use in uses("professional") if use.tag == "CR1"]
    assert matcher(ambulance, STAR).fullmatch("CR1****A*DH*0")
    assert not matcher(ambulance, STAR).fullmatch("CR1***A*DH*0")


@settings(deadline=None)
@given(st.sampled_from([one for kind in KINDS for one in uses(kind)]), st.data())
def test_what_the_expression_takes_the_close_look_takes_too(pair: tuple[Loop, Use], data: st.DataObject) -> None:
    _, use = pair
    segment = data.draw(st.from_regex(matcher(use, STAR), fullmatch=True))
    if segment.isascii() and all(mark not in segment for mark in "~\r\n"):
        assert list(elements.look(use, segment, STAR)) == [], segment
