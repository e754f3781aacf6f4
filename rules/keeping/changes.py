"""What changes between two days: edits that begin or end, values, switches, lists, editions, codes, suppressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct

from rules.dated import Dated
from rules.keeping.code_changes import code_counts
from rules.reference.lists import DIAGNOSES, HCPCS, MODIFIERS
from rules.rule import Rule
from rules.ruleset import RuleSet
from rules.scope import Scope

ANY = "all payers"
DAY = timedelta(days=1)


class Change(Struct, frozen=True, order=True):
    """One thing that is otherwise from a day on."""

    day: date
    who: str
    """The payer file's id, the kinds of payers that an edit is for, or ``all payers``."""
    rule: str
    what: str
    source: str


def changes(ruleset: RuleSet, first: date, last: date) -> list[Change]:
    """All that changes after ``first`` and no later than ``last``, by day."""
    found = [
        *_edits(ruleset), *_values(ruleset), *_policies(ruleset), *_editions(ruleset), *_suppressions(ruleset),
        *_codes(ruleset, first, last),
    ]  # fmt: skip
    return sorted(dict.fromkeys(change for change in found if first < change.day <= last))


def _edits(ruleset: RuleSet) -> Iterator[Change]:
    for rule in ruleset.rules.values():
        scope = rule.scope
        if scope.start:
            yield Change(scope.start, _whose(rule), rule.id, f"the edit begins{_on(scope)}", rule.source.title)
        if scope.end:
            yield Change(scope.end + DAY, _whose(rule), rule.id, f"the edit has ended{_on(scope)}", rule.source.title)


def _whose(rule: Rule) -> str:
    return ", ".join(rule.scope.payers) or ANY


def _on(scope: Scope) -> str:
    """On which claims, where not all bills are meant."""
    if not scope.bills:
        return ""
    others = [f"{claim_type} claims" for claim_type in scope.claims if claim_type != "institutional"]
    return " on " + " and ".join([*others, "bills " + ", ".join(scope.bills)])


def _values(ruleset: RuleSet) -> Iterator[Change]:
    for rule in ruleset.rules.values():
        for name, value in rule.values.items():
            yield from _of_timeline(value.timeline, _whose(rule), rule.id, name)
    for payer in ruleset.payers.values():
        for rule_id, values in payer.values.items():
            for name, timeline in values.items():
                yield from _of_timeline(timeline, payer.id, rule_id, name)
        for rule_id, switch in payer.switch.items():
            yield from _of_switch(switch, payer.id, rule_id)


def _of_timeline(timeline: Iterable[Dated], who: str, rule: str, name: str) -> Iterator[Change]:
    """A value that begins where another ended is one change; where none follows, its end is one."""
    begun = sorted(timeline, key=lambda dated: dated.start)
    before: Dated | None = None
    for dated in begun:
        if before and before.end and before.end + DAY < dated.start:
            yield Change(before.end + DAY, who, rule, f"{name} {_said(before)} has ended", before.source.title)
            before = None
        was = f", was {_said(before)}" if before else ""
        yield Change(dated.start, who, rule, f"{name} is {_said(dated)}{was}", dated.source.title)
        before = dated
    if before and before.end:
        yield Change(before.end + DAY, who, rule, f"{name} {_said(before)} has ended", before.source.title)


def _of_switch(timeline: Iterable[Dated], who: str, rule: str) -> Iterator[Change]:
    """Each turn of a payer's switch; where none follows its end at once, that it is over."""
    turns = list(timeline)
    for dated in turns:
        way = "on" if dated.value else "off"
        yield Change(dated.start, who, rule, f"is switched {way}", dated.source.title)
        if dated.end and all(other.start != dated.end + DAY for other in turns):
            yield Change(dated.end + DAY, who, rule, f"is no longer switched {way}", dated.source.title)


def _said(dated: Dated) -> str:
    return {True: "yes", False: "no"}[dated.value] if isinstance(dated.value, bool) else str(dated.value)


def _policies(ruleset: RuleSet) -> Iterator[Change]:
    for payer in ruleset.payers.values():
        for rule_id, by_code in payer.policies.items():
            entries = {id(policy): (policy, dated) for found in by_code.values() for policy, dated in found}
            for policy, dated in entries.values():
                which, named = ("roster", _counted(policy.npis)) if policy.npis else ("list", _shortened(policy.codes))
                yield Change(dated.start, payer.id, rule_id, f"its {which} has {named}", dated.source.title)
                if dated.end:
                    what = f"its {which} no longer has {named}"
                    yield Change(dated.end + DAY, payer.id, rule_id, what, dated.source.title)


def _counted(npis: tuple[str, ...]) -> str:
    return f"{len(npis)} clinician{'s' * (len(npis) > 1)}"


def _shortened(codes: tuple[str, ...]) -> str:
    few = 4
    return ", ".join(codes) if len(codes) <= few else f"{codes[0]} … {codes[-1]} ({len(codes)} codes)"


def _editions(ruleset: RuleSet) -> Iterator[Change]:
    for held in ruleset.shelf.held():
        edition = held.edition
        yield Change(edition.first, ANY, held.kind, "an edition begins", edition.title)
        yield Change(edition.last + DAY, ANY, held.kind, "an edition has ended", edition.title)


def _codes(ruleset: RuleSet, first: date, last: date) -> Iterator[Change]:
    for kind in (DIAGNOSES, HCPCS, MODIFIERS):
        for day, edition, begun, ended in code_counts(ruleset.shelf, kind, first, last):
            yield Change(day, ANY, kind.name, f"{begun} codes begin, {ended} end", edition.title)


def _suppressions(ruleset: RuleSet) -> Iterator[Change]:
    for found in (one for of_rule in ruleset.suppressions.values() for one in of_rule):
        who = ", ".join(found.payer_ids) or ANY
        yield Change(found.start, who, found.rule, "suppressed", f"{found.owner}: {found.reason}")
        yield Change(found.end + DAY, who, found.rule, "no longer suppressed", f"{found.owner}: {found.reason}")
