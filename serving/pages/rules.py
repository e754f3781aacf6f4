"""What is checked and why: all rules, searched by word, group and severity; and one rule with its values over time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from rules import RuleSet
from rules.dated import Dated
from rules.keeping.cases import load_cases
from rules.rule import GROUPS, Rule
from rules.ruleset import SEVERITIES
from serving.api.service import Service
from serving.pages import rendering
from serving.pages.asked import LONGEST
from serving.pages.signin.visitor import needs, visit_of
from serving.problem import refused

ANY_PAYER = "any payer"


class Wanted(Struct, frozen=True):
    """Which rules are listed, as it stands in the URL."""

    words: str = ""
    group: str = ""
    severity: str = ""
    ignored: tuple[str, ...] = ()
    """Parameters that said nothing that is known, by name."""

    def takes(self, rule: Rule) -> bool:
        """Whether a rule is wanted: it has every word, somewhere."""
        if (self.group and rule.group != self.group) or (self.severity and rule.severity != self.severity):
            return False
        codes = [f"{one.denial_code} {one.remark_code}" for one in rule.problems.values()]
        text = " ".join((rule.id, rule.title, rule.why, rule.group, *codes)).casefold()
        return all(word in text for word in self.words.casefold().split())


class Setting(Struct, frozen=True):
    """A value of a rule for one payer, or for any."""

    payer: str
    title: str
    dated: Dated
    now: bool
    """Whether it is in force today."""


def wanted(query: Mapping[str, str]) -> Wanted:
    """What a URL asks for."""
    group, severity = query.get("group", ""), query.get("severity", "")
    known = {"group": not group or group in GROUPS, "severity": not severity or severity in SEVERITIES}
    return Wanted(
        query.get("q", "")[:LONGEST].strip(),
        group if known["group"] else "",
        severity if known["severity"] else "",
        tuple(name for name, good in known.items() if not good),
    )


async def show(request: Request) -> Response:
    """The rules that are wanted."""
    visit = await visit_of(request)
    needs(visit, "score")
    ruleset, asked = await _ruleset(request, visit.who.office), wanted(request.query_params)
    found = [rule for rule in ruleset.list() if asked.takes(rule)]
    return rendering.page(
        "rules.html",
        visit,
        asked=asked,
        found=found,
        of=len(ruleset.rules),
        version=ruleset.version,
        groups=GROUPS,
        severities=SEVERITIES,
        held=[one.edition for one in ruleset.shelf.held()],
    )


async def one(request: Request) -> Response:
    """One rule."""
    visit = await visit_of(request)
    needs(visit, "score")
    ruleset = await _ruleset(request, visit.who.office)
    rule = ruleset.rules.get(request.path_params["rule"])
    if rule is None:
        raise refused(HTTPStatus.NOT_FOUND, "there is no rule of that name; the list of rules has them all")
    today = date.today()  # noqa: DTZ011  the office's own calendar day
    return rendering.page(
        "rule.html",
        visit,
        rule=rule,
        settings={name: settings(rule, name, ruleset, today) for name in rule.values},
        switches=switches(rule, ruleset, today),
        listed=[payer for payer in ruleset.payers.values() if rule.id in payer.policies],
        suppressed=[one for one in ruleset.suppressions.get(rule.id, ()) if one.end >= today],
        cases=await asyncio.to_thread(_cases, rule),
    )


def settings(rule: Rule, name: str, ruleset: RuleSet, today: date) -> list[Setting]:
    """A value over time: where no payer differs, then payer by payer, each the latest first."""
    found = [Setting("", ANY_PAYER, dated, dated.holds(today, today)) for dated in rule.values[name].timeline]
    for payer in ruleset.payers.values():
        timeline = payer.values.get(rule.id, {}).get(name, ())
        found += [Setting(payer.id, payer.title, dated, dated.holds(today, today)) for dated in timeline]
    return found


def switches(rule: Rule, ruleset: RuleSet, today: date) -> list[Setting]:
    """Which payers apply the rule, or do not, where they say so."""
    return [
        Setting(payer.id, payer.title, dated, dated.holds(today, today))
        for payer in ruleset.payers.values()
        for dated in payer.switch.get(rule.id, ())
    ]


async def _ruleset(request: Request, office: str) -> RuleSet:
    service: Service = request.app.state.service
    return (await service.offices.open(office)).scorer.ruleset


def _cases(rule: Rule) -> list[tuple[str, str]]:
    """The sentences of a rule's proof, each with the answer to it."""
    return [(case.name, case.answer) for case in load_cases(rule)]


ROUTES = (("GET", "/rules", show), ("GET", "/rules/{rule}", one))
