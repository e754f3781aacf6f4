"""The model in use: what it is, when it was trained and on what, how good it was, and what its odds rest on."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from features.catalogue import catalogue
from features.circumstances import EVERY
from features.keys import ANY
from features.record import Record
from models import Bundle, Hazard
from serving.api.service import Service
from serving.offices import Office
from serving.pages import rendering
from serving.pages.signin.visitor import needs, visit_of
from serving.pages.visit import Visit

FOREMOST = 12
"""Columns that are listed, of several hundred."""

CODES = 4
"""Codes that are listed of a kind of refusal."""

RARE = 0.01
"""A code with a smaller share of its kind is not listed."""

AT_END = "\nfeature_importances:\n"
"""Where a LightGBM text says how much splits by each column gained: training writes it so."""


class Asked(Struct, frozen=True):
    """A column that the trees rest on."""

    name: str
    doc: str
    share: float
    """Of what all splits gained, which is how much closer they brought odds to what happened."""


class Heard(Struct, frozen=True):
    """What a payer's answers to lines were, since it last changed its ways."""

    payer: str
    answers: int
    refused: int
    since: date

    @property
    def rate(self) -> float:
        """The share refused."""
        return self.refused / self.answers if self.answers else 0.0


async def show(request: Request) -> Response:
    """The page of the model."""
    visit = await visit_of(request)
    needs(visit, "score")
    service: Service = request.app.state.service
    office = await service.offices.open(visit.who.office)
    return await asyncio.to_thread(_shown, office, visit)


def _shown(office: Office, visit: Visit) -> Response:
    scorer = office.scorer
    bundle = scorer.bundle
    if bundle is None:
        return rendering.page("model.html", visit, bundle=None, rules=scorer.ruleset)
    with office.lock:  # the history stands still while it is looked through
        history, _ = scorer.known
        heard = list(answers(history.record)) if history is not None else []
    return rendering.page(
        "model.html",
        visit,
        bundle=bundle,
        rules=scorer.ruleset,
        review=scorer.review,
        kinds=[(one.name, codes(one)) for one in bundle.hazards],
        asked=foremost(bundle),
        heard=heard,
        names={one: payer.title for payer in scorer.ruleset.payers.values() for one in payer.ids},
        later=sorted(set(scorer.ruleset.ids).difference(bundle.rule_ids)),
    )


def answers(record: Record) -> Iterator[Heard]:
    """Payer by payer, the most answers first."""
    cells = record.siblings("payer", EVERY)
    counts = {payer: cell.count(ANY) for payer, cell in cells.items() if payer != EVERY and cell.answers}
    for payer, count in sorted(counts.items(), key=lambda item: (-item[1].answers, item[0])):
        yield Heard(payer, count.answers, count.refused, count.since)


def codes(hazard: Hazard) -> list[tuple[str, float]]:
    """The commonest codes of a kind of refusal, with their shares."""
    told = [item for item in hazard.codes.items() if item[1] >= RARE]
    return sorted(told, key=lambda item: (-item[1], item[0]))[:CODES]


def foremost(bundle: Bundle) -> list[Asked]:
    """The columns that the trees rest on most."""
    counts = gains(bundle.models.values())
    known, total = _meanings(), sum(counts.values()) or 1
    return [Asked(name, known.get(name, ""), count / total) for name, count in counts.most_common(FOREMOST)]


def gains(models: Iterable[str]) -> Counter[str]:
    """What splits by each column gained, over all models, as LightGBM wrote it beside them."""
    counts: Counter[str] = Counter()
    for text in models:
        _, _, behind = text.partition(AT_END)
        for line in behind.partition("\n\n")[0].splitlines():
            name, _, count = line.partition("=")
            if count.isdigit():
                counts[name] += int(count)
    return counts


def _meanings() -> Mapping[str, str]:
    return {one.name: " ".join(one.doc.split()) for one in catalogue()}


ROUTES = (("GET", "/model", show),)
