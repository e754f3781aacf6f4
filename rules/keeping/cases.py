"""The proof of a rule: its cases, read from ``cases.yaml`` and tried, for tests and for ``cleanclaim rules test``."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import Struct

from claims.claim import Claim
from claims.fault import Fault
from claims.origin import Origin, Sourced
from claims.sent import SentBefore
from rules.context import SHIPPED, Context
from rules.finding import Answer
from rules.keeping.failure import failure
from rules.keeping.fields import is_field, leaves
from rules.keeping.segments import read_segments
from rules.reference.kinds import KINDS
from rules.reference.shelf import Shelf, made_up
from rules.rule import Rule
from rules.ruleset import Checked, RuleSet
from rules.strict import Node, RuleFileError, read

BASES = Path(__file__).parent / "bases"


class Case(Struct, frozen=True):
    """One claim, and what the rule must say of it."""

    name: str
    """A sentence."""
    line: int
    claim: Claim
    today: date
    answer: Answer
    boundary: bool = False
    """It stands just on one side of a limit; a twin stands on the other."""
    fields: tuple[str, ...] = ()
    """Where the findings must point; empty: anywhere."""
    says: str = ""
    """Words that a message must hold."""
    sent: tuple[Claim, ...] | None = None
    """Claims that were sent before; ``None`` where no index is kept."""
    rule: str = ""
    """The rule's id, in a payer's cases alone."""
    faults: tuple[Fault, ...] = ()
    shelf: Shelf = SHIPPED
    """The reference data that the case gives itself."""
    origin: Origin | None = None
    """Of a case in segments."""


class Tried(Struct, frozen=True):
    """A case and how it went."""

    case: Case
    rule: str
    """The rule's id."""
    checked: Checked
    wrong: str
    """What is not as it must be; empty when all is."""


def load_cases(rule: Rule) -> tuple[Case, ...]:
    """The cases of a rule.

    Raises:
        RuleFileError: ``cases.yaml`` is not as it must be.
    """
    return read_cases(rule.folder / "cases.yaml")


def read_cases(file: Path) -> tuple[Case, ...]:
    """The cases of a file.

    Raises:
        RuleFileError: it is not as it must be.
    """
    keys = read(file).record(needs=["cases"], takes=["base", "payer", "reference"])
    base = keys["base"].text() if "base" in keys else "professional"
    payer = _object(keys["payer"]) if "payer" in keys else {}
    shelf = _shelf(keys["reference"]) if "reference" in keys else SHIPPED
    cases = tuple(_case(item, base, payer, shelf) for item in keys["cases"].items())
    names = [case.name for case in cases]
    for case in cases:
        if names.count(case.name) > 1:
            raise RuleFileError(file, case.line, f"two cases are called {case.name!r}", "give each its own sentence")
    return cases


def try_case(rule: Rule, case: Case, ruleset: RuleSet) -> Tried:
    """What the rule says of a case, and what is wrong with that."""
    sent = None
    if case.sent is not None:
        sent = SentBefore(b"cases")
        for claim in case.sent:
            sent.add(claim, case.today)
    context = Context(case.today, sent, case.faults, case.shelf, case.origin)
    checked = ruleset.check(case.claim, context)
    answer = checked.answers[rule.id]
    mine = [finding for finding in checked.findings if finding.rule == rule.id]
    wrong = []
    if answer != case.answer:
        wrong.append(f"the answer is {answer!r}, not {case.answer!r}")
    if case.fields and (fields := tuple(finding.field for finding in mine)) != case.fields:
        wrong.append(f"it points at {', '.join(fields) or 'nothing'}, not at {', '.join(case.fields)}")
    if case.says and not any(case.says in finding.message for finding in mine):
        wrong.append(f"no message says {case.says!r}: {[finding.message for finding in mine]}")
    if any(item.rule == rule.id and "itself failed" in item.reason for item in checked.not_checked):
        wrong.append(failure(rule, case.claim, context, ruleset))
    return Tried(case, rule.id, checked, "; ".join(wrong))


TAKES = (
    "base", "payer", "change", "today", "boundary", "fields", "says", "sent", "faults", "segments", "reference", "rule"
)  # fmt: skip


def _case(node: Node, base: str, payer: Mapping[str, Any], shelf: Shelf) -> Case:
    keys = node.record(needs=["case", "answer"], takes=TAKES)
    start = copy.deepcopy(_base(keys["base"].text() if "base" in keys else base, node))
    start["payer"].update(_object(keys["payer"]) if "payer" in keys else payer)
    today = keys["today"].day() if "today" in keys else date.fromisoformat(start["submission_date"])
    claim = _changed(start, keys.get("change"), node)
    faults = _faults(keys["faults"]) if "faults" in keys else ()
    origin = None
    if "segments" in keys:
        read_claim = _from_segments(keys["segments"], claim, today)
        claim, faults, origin = read_claim.claim, read_claim.faults, read_claim.origin
    answer: Answer = keys["answer"].choice(get_args(Answer))  # type: ignore[assignment]
    return Case(
        name=keys["case"].text(),
        line=node.line,
        claim=claim,
        today=today,
        answer=answer,
        boundary=keys["boundary"].yes() if "boundary" in keys else False,
        fields=tuple(item.text() for item in keys["fields"].items()) if "fields" in keys else (),
        says=keys["says"].text() if "says" in keys else "",
        sent=tuple(_changed(start, item, item) for item in keys["sent"].items()) if "sent" in keys else None,
        faults=faults,
        shelf=_shelf(keys["reference"]) if "reference" in keys else shelf,
        origin=origin,
        rule=keys["rule"].text() if "rule" in keys else "",
    )


def _shelf(node: Node) -> Shelf:
    """Made-up editions: by kind, the first and last day that they speak of, and rows with their ``key``."""
    held = []
    for name, item in node.entries():
        if name not in KINDS:
            raise item.wrong(f"there is no reference data of kind {name!r}", f"write one of {', '.join(KINDS)}")
        keys = item.record(needs=["first", "last", "rows"])
        rows = [_object(row) for row in keys["rows"].items()]
        try:
            held.append(made_up(KINDS[name], rows, keys["first"].day(), keys["last"].day()))
        except (msgspec.ValidationError, KeyError) as error:
            raise keys["rows"].wrong(f"a row is not one of {name}: {error}", "see rules/reference") from error
    return SHIPPED.with_these(held)


@cache
def _bases() -> Mapping[str, dict[str, Any]]:
    return {file.stem: _object(read(file)) for file in sorted(BASES.glob("*.yaml"))}


def _base(name: str, node: Node) -> dict[str, Any]:
    bases = _bases()
    if name not in bases:
        raise node.wrong(f"there is no base claim {name}", f"write one of {', '.join(bases)}")
    return bases[name]


def _object(node: Node) -> dict[str, Any]:
    found = node.plain()
    if not isinstance(found, dict):
        raise node.wrong("a mapping is wanted", "write key: value pairs")
    return found


def _changed(start: Mapping[str, Any], change: Node | None, node: Node) -> Claim:
    """The base claim with some fields put in by JSON pointer; ``null`` takes a field out."""
    claim = copy.deepcopy(dict(start))
    for pointer, value in change.entries() if change else ():
        _put(claim, pointer, value)
        for leaf in leaves(pointer, value.plain()):
            if not is_field(leaf):
                raise value.wrong(
                    f"{leaf} is no field of a claim", "write one of claims/claim.py, such as /lines/0/units"
                )
    try:
        return msgspec.convert(claim, Claim)
    except msgspec.ValidationError as error:
        raise node.wrong(f"the claim cannot be built: {error}", "change the case") from error


def _put(claim: Any, pointer: str, node: Node) -> None:
    *path, last = pointer.removeprefix("/").split("/")
    value = node.plain()
    try:
        for step in path:
            claim = claim[int(step)] if isinstance(claim, list) else claim.setdefault(step, {})
        if isinstance(claim, list):
            at = int(last)
            claim[at : at + 1] = [] if value is None else [value]
        elif value is None:
            claim.pop(last, None)
        else:
            claim[last] = value
    except (IndexError, ValueError, AttributeError, TypeError) as error:
        raise node.wrong(
            f"{pointer} leads nowhere in the base claim", "write a JSON pointer, such as /lines/0/units"
        ) from error


def _from_segments(node: Node, base: Claim, today: date) -> Sourced:
    """The claim of some segments, billed to the base claim's payer."""
    segments = [segment.strip().removesuffix("~") for segment in node.text().splitlines()]
    payer = {"payer": base.payer.id, "indicator": base.payer.filing_indicator}
    found = read_segments(segments, submitted=today, **payer)
    if not isinstance(found, Sourced):
        raise node.wrong(f"no claim can be read from the segments: {found}", "write a claim's segments, from CLM on")
    return found


def _faults(node: Node) -> tuple[Fault, ...]:
    return tuple(msgspec.convert({"file": "case.837", **_object(item)}, Fault) for item in node.items())


def base_claim(name: str) -> Claim:
    """One of the clean claims that cases change: professional, institutional or dental."""
    return msgspec.convert(_bases()[name], Claim)


def missing_kinds(cases: Sequence[Case]) -> list[str]:
    """What a rule's proof lacks: a passing case, a failing one, and one on each side of a boundary."""
    answers = {case.answer for case in cases}
    edges = {case.answer == "fail" for case in cases if case.boundary}
    lacks = [f"a case that answers {answer}" for answer in ("pass", "fail") if answer not in answers]
    if edges != {True, False}:
        lacks.append("a boundary case on each side")
    return lacks
