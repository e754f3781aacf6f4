"""Modifiers added, replaced and taken off: those that this payer, or another, was seen to take, and the usual ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from claims.claim import Claim, ServiceLine
from features.seen import ENOUGH
from rules.coding.correct_coding import NCCI_MODIFIERS
from rules.coding.unparted import unparted
from serving.suggest.given import Change, Given, listed, named
from serving.suggest.kinds.modifier_facts import (
    AFTER_SURGERY,
    APART,
    FACTS,
    ON_ALL,
    ON_SEVERAL,
    PARTS,
    REMOTE,
    REMOVABLE,
    SIDES,
    UNTOLD,
    group_of,
)
from serving.suggest.kinds.usual_modifiers import FACILITIES, HOMES, is_visit, side, usual
from serving.suggest.patch import Patch, put, replaced

UNKNOWN = "No NCCI pairs of the day are loaded here: see first that they let a modifier part the codes."
MOST = 4
"""Modifiers of a line (SV101-3 to -6)."""
LINES = 12
"""Lines that are looked at: on longer claims the riskiest are not known to be among the first, but time is short."""

OF_VISITS = ("24", "25", "57")
"""Modifiers of visits alone; those that set a service apart are of all other services."""
MORE_THAN_ONE = 1.05
"""Refusals, as they faded, that are more than one: a single one proves nothing against a modifier."""
BESIDE = ("25", *APART)
"""Modifiers that say how a service stands to another of the day, which is not a visit."""


def changes(given: Given) -> Iterator[Change]:
    """Line by line; what may hold for several lines is put on all of them at once, too.

    A modifier must have been seen with the procedure, at any payer: of others the model knows nothing.
    """
    told = unparted(given.claim, given.context, given.payer_kind)
    never = told or frozenset()
    adds: dict[str, list[int]] = {}
    for at, line in enumerate(given.claim.lines[:LINES]):
        wanted = dict.fromkeys(
            one
            for one in _wanted(given, line)
            if _may_bear(given.claim, line, one, is_unparted=at in never) and not _is_taken_otherwise(given, line, one)
        )
        for one in wanted:
            adds.setdefault(one, []).append(at)
        yield from _taken_off(at, line)
    for one, lines in adds.items():
        if len(lines) == 1 or one not in ON_ALL:
            for at in lines:
                yield _with(given, [at], one, doubtful=told is None)
        if len(lines) > 1 and one in ON_SEVERAL:
            yield _with(given, lines, one, doubtful=told is None)


def _wanted(given: Given, line: ServiceLine) -> Iterator[str]:
    """Modifiers worth a trial, the usual ones first, then those that this payer took, then those that others took."""
    code = line.procedure
    taken = dict.fromkeys(
        modifier
        for sent in (
            *given.seen.under("payer_procedure_modifiers", given.payer, code),
            *given.seen.under("procedure_modifiers", code),
        )
        if sent.answers >= ENOUGH and sent.what
        for modifier in sent.what.split("+")
    )
    first = [*usual(given.claim, line, given.context.shelf)]
    if given.context.sent is not None and _had_surgery(given, line):
        first.append(AFTER_SURGERY[0] if is_visit(code) else AFTER_SURGERY[1])
    sided = not taken.keys().isdisjoint(SIDES)
    yield from (one for one in first if one in taken or (one in (*SIDES, UNTOLD) and sided))
    yield from (side(given.claim, line, given.context.shelf) if one in SIDES else one for one in taken)


def _is_taken_otherwise(given: Given, line: ServiceLine, modifier: str) -> bool:
    """Whether the line bears another modifier of telehealth, which this payer has not refused more than once."""
    rival = next((one for one in REMOTE if one in line.modifiers), None)
    if modifier not in REMOTE or rival is None:
        return False
    sent = given.seen.under("payer_procedure_modifiers", given.payer, line.procedure)
    return sum(one.answers * one.refused for one in sent if rival in one.what.split("+")) < MORE_THAN_ONE


def _had_surgery(given: Given, line: ServiceLine) -> bool:
    sent = given.context.sent
    return bool(sent and sent.visits(given.claim, line, given.today).surgeries)


def _may_bear(claim: Claim, line: ServiceLine, modifier: str, *, is_unparted: bool) -> bool:
    """Whether a modifier may be put on a line: we can say what it attests, there is room, and no table forbids it."""
    place = claim.place_of(line)
    others = [one.procedure for one in claim.lines if one is not line and one.service_date == line.service_date]
    if modifier == UNTOLD:
        return not is_unparted and len(line.modifiers) < MOST and set(SIDES).isdisjoint(line.modifiers)
    if modifier not in FACTS or modifier in line.modifiers or (is_unparted and modifier in NCCI_MODIFIERS):
        return False
    if is_visit(line.procedure) != (modifier in OF_VISITS) and modifier in (*APART, *OF_VISITS):
        return False
    if modifier in BESIDE and all(is_visit(code) for code in others):
        return False
    if (modifier in REMOTE and place not in HOMES) or (modifier in PARTS and place not in FACILITIES):
        return False
    return len(line.modifiers) < MOST or not set(group_of(modifier)).isdisjoint(line.modifiers)


def _with(given: Given, lines: list[int], modifier: str, *, doubtful: bool) -> Change:
    taken = sum(_taken(given, given.claim.lines[at].procedure, modifier) for at in lines)
    if modifier == UNTOLD:
        return _with_a_side(given, lines, taken, doubtful=doubtful)
    patch: Patch = []
    instead = []
    for at in lines:
        line = given.claim.lines[at]
        rival = next((one for one in group_of(modifier) if one in line.modifiers), None)
        if rival is None:
            patch += put(given.document, f"/lines/{at}/modifiers/-", modifier)
        else:
            instead.append(rival)
            patch += replaced(f"/lines/{at}/modifiers/{line.modifiers.index(rival)}", modifier)
    where = listed([named(given.claim.lines[at], at) for at in lines])
    for_what = f" instead of {'/'.join(dict.fromkeys(instead))}" if instead else ""
    doubt = _doubt(given) if doubtful and modifier in NCCI_MODIFIERS else ""
    return Change(
        f"Put modifier {modifier} on {where}{for_what}, only if the record shows that {FACTS[modifier]}: "
        f"you attest that it does.{doubt}",
        patch,
        taken,
    )


def _with_a_side(given: Given, lines: list[int], taken: float, *, doubtful: bool) -> Change:
    """The side is left to the record: ``null``."""
    patch: Patch = []
    for at in lines:
        if not given.claim.lines[at].modifiers:
            patch += put(given.document, f"/lines/{at}/modifiers", [])
        patch.append({"op": "add", "path": f"/lines/{at}/modifiers/-", "value": None})
    where = listed([named(given.claim.lines[at], at) for at in lines])
    return Change(
        f"Put the modifier of the side on {where}, which the claim does not tell: RT for the right, LT for the left, "
        f"50 for both, as the record shows: you attest that it does.{_doubt(given) if doubtful else ''}",
        patch,
        taken,
    )


def _doubt(given: Given) -> str:
    beside = len({line.procedure for line in given.claim.lines}) > 1
    return f" {UNKNOWN}" if beside else ""


def _taken(given: Given, code: str, modifier: str) -> float:
    """How often this payer was seen to take a modifier with a procedure, answers as they faded."""
    wanted = {modifier} if modifier != UNTOLD else set(SIDES)
    return sum(
        sent.answers * (1 - sent.refused)
        for sent in given.seen.under("payer_procedure_modifiers", given.payer, code)
        if not wanted.isdisjoint(sent.what.split("+"))
    )


def _taken_off(at: int, line: ServiceLine) -> Iterator[Change]:
    """Each modifier that may be taken off."""
    for place, modifier in islice(enumerate(line.modifiers), MOST):
        if modifier in REMOVABLE:
            yield Change(
                f"Take modifier {modifier} off {named(line, at)} if the record does not show that {FACTS[modifier]}: "
                "you attest that the line is right without it.",
                [{"op": "remove", "path": f"/lines/{at}/modifiers/{place}"}],
            )
