"""The page: all figures of a period, or what to do so that there are some."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from serving.api.service import Service
from serving.forecast import LATER, Sum
from serving.offices import Office
from serving.pages import rendering, words
from serving.pages.overview.became import Became, became
from serving.pages.overview.cash import Cash, cash
from serving.pages.overview.changes import Change, changes
from serving.pages.overview.drawn import Column, Drawing, Part, columns
from serving.pages.overview.faults import faults
from serving.pages.overview.kept import Kept, done, happened
from serving.pages.overview.mended import mended
from serving.pages.overview.names import of_claims, of_rules
from serving.pages.overview.period import WEEKS, Period, period
from serving.pages.signin.visitor import needs, visit_of
from serving.pages.visit import Visit


async def show(request: Request) -> Response:
    """The overview."""
    visit = await visit_of(request)
    needs(visit, "score")
    return await overview(request, visit)


async def overview(request: Request, visit: Visit, brought: Sequence[object] = ()) -> Response:
    """The overview, with what came of files that were brought."""
    service: Service = request.app.state.service
    office = await service.offices.open(visit.who.office)
    today = date.today()  # noqa: DTZ011  the office's own calendar day
    asked = period(request.query_params, today)
    kept: Kept = request.app.state.overview
    return await asyncio.to_thread(_shown, service, office, visit, asked, kept, brought)


def _shown(  # noqa: PLR0917  all that the page follows from
    service: Service, office: Office, visit: Visit, asked: Period, kept: Kept, brought: Sequence[object]
) -> Response:
    store, name, bundle = service.store, office.name, office.scorer.bundle
    answers, acts = happened(store, name), done(store, name)
    mine = name, asked.weeks, asked.until
    found = kept.of(("became", *mine), (answers, acts), lambda: became(store, name, asked))
    most = kept.of(("faults", *mine), acts, lambda: faults(store, name, asked))
    money = None
    if bundle and (rhythm := bundle.pay_days):
        question = ("cash", bundle.version, *mine)
        money = kept.of(question, answers, lambda: cash(store, name, rhythm, asked.until))
    changed = _changes(office, asked, made_up=visit.demonstration)
    named = of_rules(office.scorer.ruleset) | most.payer_names
    unnamed = {one.payer for one in changed if not one.brought} - named.keys()
    content: dict[str, Any] = {
        "asked": asked,
        "weeks": WEEKS,
        "found": found,
        "mended": kept.of(("mended", *mine), acts, lambda: mended(store, name, asked)),
        "brought": brought,
        "faults": most,
        "rules": office.scorer.ruleset.rules,
        "changes": changed,
        "names": named | of_claims(store, name, unnamed),
        "cash": money,
        "bundle": bundle,
        "clean_plot": _clean(found),
        "denial_plot": _denials(found),
        "odds_plot": _odds(found),
        "cash_plot": _cash(money) if money else None,
    }
    return rendering.page("overview.html", visit, **content)


def _changes(office: Office, asked: Period, *, made_up: bool) -> list[Change]:
    with office.lock:  # the history stands still while it is looked through
        history, _ = office.scorer.known
        if history is None:
            return []
        return changes(history.record, asked.since, asked.until, own_first=made_up)


def _clean(found: Became) -> Drawing:
    said = [f"{one.begins}: {words.share(one.clean_rate)} of {one.decided}" for one in found.sent if one.decided]
    several = [
        Column(_day(one.begins), [Part(100 * (one.clean_rate or 0.0), "young" if one.young else "good")])
        for one in found.sent
    ]
    return columns("Clean claims by the week in which they were sent", several, _of_100, 100.0, "; ".join(said))


def _denials(found: Became) -> Drawing:
    several = [
        Column(
            _day(one.begins),
            [Part(one.counts.missed, "missed"), Part(one.unforeseen, "untold"), Part(one.counts.caught, "caught")],
        )
        for one in found.sent
    ]
    total = found.total
    told = f"{total.counts.denied} refused: {total.counts.caught} held, {total.counts.missed} told to be ready"
    return columns("Refused claims by the week in which they were sent", several, _whole, told=told)


def _odds(found: Became) -> Drawing:
    some = [one for one in found.bands if one.claims]
    several: Sequence[Column] = [
        Column(one.name, [Part(100 * one.rate, "told")], (100 * one.range[0], 100 * one.range[1]), 100 * one.told)
        for one in some
    ]
    told = "; ".join(f"told {one.name}: {words.share(one.rate)} of {one.claims} refused" for one in some)
    return columns("Share refused, by the chance that was told", several, _of_100, 100.0, told)


def _cash(money: Cash) -> Drawing:
    weeks = money.forecast.weeks
    several = [Column(_week(one), [Part(one.expected, "told")], (one.low, one.high)) for one in weeks]
    told = "; ".join(f"{one.name}: {words.dollars(one.expected)}" for one in weeks)
    return columns("Expected payments by week", several, words.dollars, told=told)


def _week(one: Sum) -> str:
    return _day(one.begins) if one.begins is not None and one.name != LATER else one.name


def _day(day: date) -> str:
    return f"{day:%m-%d}"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _of_100(value: float) -> str:
    return f"{value:.0f} %"


ROUTES = (("GET", "/overview", show),)
