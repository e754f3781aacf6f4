"""Which rules are asked about a claim: those whose scope takes it, and of these those whose conditions it meets.

A claim's codes are looked up, each giving a set of rules as bits of a number: the cost grows with the rules that can
apply, not with all that there are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from msgspec import Struct

from claims.claim import Claim, ServiceLine
from rules.dated import Dated
from rules.finding import Answer
from rules.policy import Policies
from rules.problem import Values
from rules.rule import Check, Rule

MOST_KNOWN = 50_000
"""Codes whose rules are remembered: garbage in place of codes must not fill the memory."""


MOST_ASKED = 2_000
"""Combinations of rules that are remembered for each plan."""


class Step(Struct, frozen=True, gc=False):
    """A rule as it stands for one payer."""

    rule: Rule
    values: Values
    switch: tuple[Dated, ...]
    is_own: bool = True
    """Whether the rule is for this kind of payer; where not, the payer itself must have switched it on."""

    @property
    def is_dated(self) -> bool:
        """Whether the edit itself, or the payer's switch of it, is in force on some days alone."""
        return bool(self.switch or self.rule.scope.start or self.rule.scope.end)

    @property
    def listed(self) -> bool:
        """Whether it is asked of procedures that the payer's list names, and of no others."""
        policy = self.rule.policy
        return policy is not None and policy.by == "codes" and self.values.policies is not None

    @property
    def unlisted(self) -> bool:
        """Whether it goes by a list that nobody has of this payer: then it need not be asked."""
        return self.rule.policy is not None and self.values.policies is None and not self.is_dated


class Asked(Struct, frozen=True):
    """What is asked about claims that meet the same conditions, by rules that are known on the same days."""

    steps: tuple[tuple[Step, str, Check, Values, bool], ...]
    """Each with its rule's id, function and values at hand, and whether it must be told first that it is in force."""
    answers: Mapping[str, Answer]
    """For every rule: a pass for those that are asked, for they say nothing where they find nothing."""
    unlisted: tuple[str, ...]
    """The ids of those that lack the payer's list."""


class Plan:
    """The steps for one type of claim, bill and payer."""

    def __init__(self, steps: Iterable[Step], ids: Sequence[str] = ()) -> None:
        steps = tuple(steps)
        self.steps = tuple(step for step in steps if not step.unlisted)
        self._ids = ids
        self._unlisted = [step.rule for step in steps if step.unlisted]
        self._always = 0
        self._modifiers: dict[str, int] = {}
        self._places: dict[str, int] = {}
        self._procedures: dict[str, int] = {}
        self._revenue_codes: dict[str, int] = {}
        self._carries: list[tuple[Callable[[Any], object], int]] = []
        line_carries: dict[str, int] = {}
        self._by_list: list[tuple[int, Policies]] = []
        self._of: dict[tuple[int, int], Asked] = {}
        self._eras = sorted({step.rule.known_from for step in steps})
        self._era: tuple[date, int] = (date.min, 0)
        fields: dict[str, int] = {}
        for at, step in enumerate(self.steps):
            when, bit = step.rule.scope.when, 1 << at
            if step.listed:
                self._by_list.append((bit, step.values.policies or {}))
                continue
            if when is None:
                self._always |= bit
                continue
            for modifier in when.modifiers:
                self._modifiers[modifier] = self._modifiers.get(modifier, 0) | bit
            for place in when.places:
                self._places[place] = self._places.get(place, 0) | bit
            for name in when.carries:
                fields[name] = fields.get(name, 0) | bit
        self._by_procedure = [
            (1 << at, step.rule.scope.when)
            for at, step in enumerate(self.steps)
            if step.rule.scope.when
            and not step.listed
            and (step.rule.scope.when.procedures or step.rule.scope.when.revenue_codes)
        ]
        for name, mask in fields.items():
            if name.startswith("line "):
                line_carries[name.removeprefix("line ")] = mask
            else:
                self._carries.append((attrgetter(name), mask))
        self._line_carries = tuple(line_carries.values())
        self._line_fields = _reader(tuple(line_carries))
        self._empty = tuple(getattr(ServiceLine(), name) for name in line_carries)

    def asked(self, claim: Claim, today: date) -> Asked:
        """What is asked about a claim that is sent on a day."""
        last, era = self._era
        if last != today:
            era = bisect_right(self._eras, today)
            self._era = (today, era)
        mask = self._mask(claim)
        asked = self._of.get((mask, era))
        if asked is None:
            if len(self._of) >= MOST_ASKED:
                self._of.clear()
            asked = self._of[mask, era] = self._asked(mask, today)
        return asked

    def steps_for(self, claim: Claim) -> tuple[Step, ...]:
        """The steps that can apply to a claim, in order."""
        return self._steps_of(self._mask(claim))

    def _asked(self, mask: int, today: date) -> Asked:
        steps = [step for step in self._steps_of(mask) if step.rule.known_from <= today]
        unlisted = tuple(rule.id for rule in self._unlisted if rule.known_from <= today)
        answers: dict[str, Answer] = dict.fromkeys(self._ids, "not applicable")
        answers.update(dict.fromkeys(unlisted, "no data"))
        answers.update((step.rule.id, "pass") for step in steps)
        return Asked(
            tuple((step, step.rule.id, step.rule.check, step.values, step.is_dated) for step in steps),
            answers,
            unlisted,
        )

    def _steps_of(self, mask: int) -> tuple[Step, ...]:
        return tuple(step for at, step in enumerate(self.steps) if mask >> at & 1)

    def _mask(self, claim: Claim) -> int:
        """The rules whose conditions a claim meets."""
        mask = self._always | self._places.get(claim.place_of_service, 0)
        for line in claim.lines:
            mask |= self._met_by(line)
        for read, bits in self._carries:
            if read(claim):
                mask |= bits
        return mask

    def _met_by(self, line: ServiceLine) -> int:
        """The rules whose conditions a line meets."""
        known = self._procedures.get(line.procedure)
        mask = self._learn_procedure(line.procedure) if known is None else known
        if line.revenue_code:
            known = self._revenue_codes.get(line.revenue_code)
            mask |= self._learn_revenue_code(line.revenue_code) if known is None else known
        for modifier in line.modifiers:
            mask |= self._modifiers.get(modifier, 0)
        if line.place_of_service:
            mask |= self._places.get(line.place_of_service, 0)
        carried = self._line_fields(line)
        if carried != self._empty:
            for value, bits in zip(carried, self._line_carries, strict=True):
                if value:
                    mask |= bits
        return mask

    def _learn_procedure(self, code: str) -> int:
        mask = sum(bit for bit, when in self._by_procedure if when.is_of(code))
        mask |= sum(bit for bit, listed in self._by_list if code in listed)
        return _kept(self._procedures, code, mask)

    def _learn_revenue_code(self, code: str) -> int:
        mask = sum(bit for bit, when in self._by_procedure if code.startswith(when.revenue_codes))
        return _kept(self._revenue_codes, code, mask)


def _reader(fields: tuple[str, ...]) -> Callable[[ServiceLine], tuple[object, ...]]:
    """Reads some fields of a line at once."""
    if len(fields) > 1:
        return attrgetter(*fields)
    return lambda line: tuple(getattr(line, name) for name in fields)


def _kept(known: dict[str, int], code: str, mask: int) -> int:
    if len(known) > MOST_KNOWN:
        known.clear()
    known[code] = mask
    return mask
