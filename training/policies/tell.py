"""From a fitted hypothesis to the policy that is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from training.policies.hypothesis import Hypothesis
from training.policies.policy import LearntPolicy
from training.policies.says import sentence
from training.policies.table import Line
from training.policies.terms import ASPECTS, subject


class Case(Struct):
    """A claim as far as it bills one code that a policy names."""

    day: int
    """Of service, as an ordinal."""
    against: bool = False
    refused: list[Line] = []
    """The lines refused, or cut, with a code that speaks of the policy."""
    services: set[str] = set()
    """The procedures of its lines."""


def recounted(found: Hypothesis, lines: Sequence[Line]) -> list[Case]:
    """The answered claims that a policy is about, with all refusals that speak of it, whatever else explains them."""
    first = found.since.day.toordinal() if found.since else 0
    last = found.until.day.toordinal() if found.until else date.max.toordinal()
    wanted = {name: (frozenset(found.values[name]), found.limits.get(name, 0)) for name in found.values}
    cases: dict[tuple[int, str], Case] = {}
    kind, named = found.kind, frozenset(found.subjects)
    narrow = [name for name in wanted if name in found.narrowing]
    turning = [name for name in wanted if name not in found.narrowing]
    for line in lines:
        name = subject(found.about, line)
        if name not in named or not first <= line.day < last or not kind.takes(line):
            continue
        if not all(ASPECTS[one].inside(line, *wanted[one]) for one in narrow):
            continue
        against = (not kind.lacks or kind.lacks in line.missing) and all(
            ASPECTS[one].inside(line, *wanted[one]) for one in turning
        )
        case = cases.setdefault((line.claim, name), Case(line.day))
        case.services.add(line.procedure)
        if against and not case.against:  # one line against it is enough
            case.against, case.refused = True, []
        if against == case.against and (line.refused or line.reduced) and kind.speaks(line):
            case.refused.append(line)
    return list(cases.values())


def told(found: Hypothesis, q: float, lines: Sequence[Line]) -> LearntPolicy | None:
    """A supposed policy in the words of the office; ``None`` where joining policies left no refusal to it."""
    cases = recounted(found, lines)
    against = [case for case in cases if case.against]
    refused = [case for case in against if case.refused]
    if not refused:
        return None
    complied = [case for case in cases if not case.against]
    values, limits = found.values, found.limits
    main = found.kind.main
    limit = {"units": "units", "frequency": "earlier", "filing limit": "lag"}.get(found.kind.name, "stay")
    codes = Counter(case.refused[0].code for case in refused if case.refused[0].code)
    policy = LearntPolicy(
        payer=found.payer,
        name=found.rows[0].name or found.payer,
        kind=found.kind.name,
        about=found.about,
        codes=tuple(sorted(found.subjects)),
        services=tuple(sorted(set[str]().union(*(case.services for case in against)))),
        modifiers=values.get("modifiers", ()),
        places=values.get("place", ()),
        beside=values.get("beside", ()),
        only_for=values.get("only for", ()),
        not_for=values.get("not for", values.get("principal", ())),
        specialties=values.get("specialty", ()),
        revenue_codes=values.get("revenue", ()),
        limit=limits.get(limit) if limit in values else None,
        over_units=limits.get("units") if main != "units" else None,
        after_services=limits["earlier"] + 1 if "earlier" in limits and main != "earlier" else None,
        ages=_ages(values.get("age"), [line.age for case in refused for line in case.refused]),
        since=found.since.day if found.since else None,
        since_earliest=found.since.earliest if found.since else None,
        since_latest=found.since.latest if found.since else None,
        until=found.until.day if found.until else None,
        first_service=date.fromordinal(min(case.day for case in against)),
        last_service=date.fromordinal(max(case.day for case in against)),
        refused=len(refused),
        against=len(against),
        refused_complying=sum(bool(case.refused) for case in complied),
        complying=len(complied),
        denial_codes=dict(sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))),
        first_seen=date.fromordinal(min(line.answered for case in refused for line in case.refused)),
        dollars=round(sum(line.charge for case in refused for line in case.refused), 2),
        q=q,
        text="",
    )
    return sentence(policy)


def _ages(paid: Sequence[str] | None, refused: Sequence[int]) -> tuple[int | None, int | None] | None:
    """The limits that refusals show: what nobody was refused for may be chance."""
    if paid is None:
        return None
    youngest, oldest = sorted(map(int, paid))
    return youngest if min(refused) < youngest else None, oldest if max(refused) > oldest else None
