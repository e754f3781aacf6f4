"""Learnt policies as payer files with cases, for a person to approve: nothing in them is more than a warning.

Each entry is marked as proposed, and names the office's own answers as its source, with the counts. Who approves one
takes the mark out. Where a file of the payer is at hand already, what it says is kept, and the proposals stand beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from claims.claim import Claim
from rules import office_rules
from rules.strict import read
from training.policies.entries import DAY, Entry, entry
from training.policies.policy import LearntPolicy

LONGEST = 150
"""Characters of what a case is about."""
HEAD = """\
# Proposed from this office's own answers through {through}; nobody has approved it. Until somebody does, all that goes
# by it is a warning: read the source of each entry, ask the payer where in doubt, and take out "proposed: true".
"""


class Proposed(Struct, frozen=True):
    """What was written, and what no rule can say."""

    files: list[Path]
    left_out: list[LearntPolicy]


def propose(policies: Sequence[LearntPolicy], claims: Iterable[Claim], through: date, folder: Path) -> Proposed:
    """Write a file for each payer, with its cases beside it.

    Args:
        policies: what was learnt.
        claims: the office's claims, which tell by what a payer is known.
        through: the day of the last answer.
        folder: made where it is not there; its files load with ``--payers``.

    Raises:
        FileExistsError: a file of that name stands there, which somebody may have approved.
        RuleFileError: the office's own payer files are not as they must be.
    """
    known = {claim.payer.id: claim for claim in claims}
    ruleset = office_rules()
    files: list[Path] = []
    left_out: list[LearntPolicy] = []
    for payer in sorted({policy.payer for policy in policies}):
        own = [(policy, entry(policy)) for policy in policies if policy.payer == payer]
        here = ruleset.payer_of(known[payer]) if payer in known else None
        base = read(here.file).plain() if here else {}
        assert isinstance(base, dict)
        said, cases = dict(base), []
        for policy, one in own:
            if one is None or not _add(said, one, policy, through):
                left_out.append(policy)
            else:
                cases += _cases(one, policy, through, alone=_is_alone(one, [other for _, other in own if other]))
        if cases:
            said |= {"title": f"{own[0][0].name} (proposed)", "match": {"ids": [_Code(payer)]}}
            files += _write(folder, f"proposed-{own[0][0].name}-{payer}", said, cases, through)
    return Proposed(files, left_out)


def _add(said: dict[str, Any], one: Entry, policy: LearntPolicy, through: date) -> bool:
    """Put an entry where it belongs; ``False`` where the payer's file says that already."""
    place = "values" if one.value else "policies"
    said[place] = dict(said.get(place, {}))
    dated = {**one.says, **_dates(policy, one, through)}
    if not one.value:
        said[place][one.rule] = [*said[place].get(one.rule, []), dated]
        return True
    values = dict(said[place].get(one.rule, {}))
    if one.value in values:
        return False
    said[place][one.rule] = {**values, one.value: [dated]}
    return True


def _first(policy: LearntPolicy, one: Entry) -> date:
    """The first day of service that an entry speaks of."""
    first = policy.since or policy.first_service
    # A limit of days is shown by claims whose service was that long before.
    return first - (policy.limit or 0) * 2 * DAY if one.value else first


def _dates(policy: LearntPolicy, one: Entry, through: date) -> dict[str, Any]:
    """Since when it holds, and that nobody could know it before all the answers that it was learnt from had come."""
    found: dict[str, Any] = {"from": _first(policy, one)}
    if policy.until:
        found["through"] = policy.until - DAY
    found["known_from"] = through + DAY
    found["proposed"] = True
    found["source"] = {"title": f"Own answers, first {policy.first_seen}. {policy.text}"}
    return found


def _is_alone(one: Entry, others: Sequence[Entry]) -> bool:
    """Whether no other entry of its rule speaks of the code of its cases: what it lets pass, the other may not."""
    code = one.fails.get("/lines/0/procedure")
    return all(other is one or other.rule != one.rule or code not in other.says.get("codes", ()) for other in others)


def _cases(one: Entry, policy: LearntPolicy, through: date, *, alone: bool) -> list[dict[str, Any]]:
    """A claim against the policy, one in compliance, and one of the day before it; where it is alone."""
    day, first = policy.last_service, _first(policy, one)
    today = through + DAY
    about = f"{policy.kind}, {', '.join(policy.codes)}, as of {first}"[:LONGEST]
    served = today - (one.days + 1) * DAY if one.value else day
    wrong = {"/submission_date": today.isoformat(), **_served(served), **one.fails}
    often, seldom, never = (
        {"sent": _sent(one, day, times)} if one.times else {} for times in (one.times, one.times - 1, 0)
    )

    def case(name: str, change: dict[str, Any], answer: str, sent: dict[str, Any]) -> dict[str, Any]:
        said = {"case": f"{about}: {name}", "rule": one.rule, "today": today}
        return {**said, **sent, "change": change, "answer": answer}

    found = [case("against it", wrong, "fail", often)]
    if not alone:
        return found
    if one.holds is not None:
        in_time = _served(served + DAY) if one.value else {}
        found.append(case("in compliance", {**wrong, **in_time, **one.holds}, "pass", seldom))
    if not one.value:
        found.append(case("the day before", {**wrong, **_served(first - DAY)}, "not applicable", never))
    return found


def _served(day: date) -> dict[str, Any]:
    return {"/lines/0/service_date": day.isoformat(), "/lines/1/service_date": day.isoformat()}


def _sent(one: Entry, day: date, times: int) -> list[dict[str, Any]]:
    """So many claims of the service, on the days before."""
    code = one.fails["/lines/0/procedure"]
    days = [(day - at * DAY).isoformat() for at in range(1, times + 1)]
    return [
        {"/claim_id": f"E{at}", "/submission_date": on, "/lines/0/procedure": code, "/lines/0/service_date": on}
        for at, on in enumerate(days)
    ]


def _write(folder: Path, name: str, said: Mapping[str, Any], cases: list[dict[str, Any]], through: date) -> list[Path]:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    payer = said["match"]["ids"][0]
    content = {**said, "id": slug}
    texts = {
        folder / f"{slug}.yaml": HEAD.format(through=through) + _yaml(content),
        folder / f"{slug}.cases.yaml": _yaml({"payer": {"id": payer}, "cases": cases}),
    }
    for file in texts:
        if file.exists():
            raise FileExistsError(f"{file} is there already, and somebody may have approved it: name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        file.write_text(text, "utf-8")
    return list(texts)


class _Code(str):
    """A text that is a code, however it looks."""

    __slots__ = ()


class _Quoted(yaml.SafeDumper):
    """Codes are quoted: unquoted, YAML makes 1 of ``01`` and false of ``NO``; the words of a payer file are not."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  PyYAML's signature
        """Write everything where it stands."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_word = type(text) is str and re.fullmatch(r"[a-z][a-z_-]*( [a-z]+)*", text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=None if is_word else '"')


_Quoted.add_representer(str, _text)
_Quoted.add_representer(_Code, _text)


def _yaml(content: Mapping[str, Any]) -> str:
    first = {name: content[name] for name in ("id", "title", "match") if name in content}
    plain = {**first, **{name: value for name, value in content.items() if name not in first}}
    return yaml.dump(plain, Dumper=_Quoted, sort_keys=False, width=120, allow_unicode=True)
