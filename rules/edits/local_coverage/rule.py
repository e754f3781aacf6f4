"""Each line against the articles of the Medicare contractor for the state of the service."""

from datetime import date

from claims.claim import Claim, ServiceLine
from rules.bills import is_inpatient
from rules.context import Context
from rules.demand import pointed
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values
from rules.reference.coverage import ARTICLE_DIAGNOSES, ARTICLES, Article, listed

HOME = "12"
GOODS = "ABEKL"
"""First letters of the codes of equipment, supplies and orthotics, whose contractor is that of the patient's state."""
NOTICED = frozenset(("GA", "GX", "GY", "GZ"))
"""Modifiers that say that a denial is expected."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Where one of several articles accepts a diagnosis, all is well: which of them decides cannot be told."""
    met = False
    for at, line in enumerate(claim.lines):
        day = line.service_date or claim.statement_from
        if not line.procedure or day is None or is_inpatient(claim):
            continue
        rows = context.shelf.find(ARTICLES, line.procedure, day)
        if rows is None:
            yield context.shelf.lacks(ARTICLES)
            return
        if not rows or not NOTICED.isdisjoint(line.modifiers):
            continue
        state = _state(claim, line)
        if not state:
            yield NoData("the claim does not say in which state the service was rendered")
            return
        articles = [row for row in rows if state in row.states and _holds(row, day) and (row.groups or row.excludes)]
        codes = pointed(claim, line)
        if not articles or not codes:
            continue
        met = True
        said = [_kind(article, codes, context, day) for article in articles]
        if all(said):
            article, kind = articles[0], said[0]
            facts = {"article": article.article, "state": state}
            because = context.shelf.because(ARTICLES, line.procedure, day, article)
            yield Problem(kind, f"/lines/{at}/diagnosis_pointers", line.procedure, facts, because)
    if not met:
        yield NOT_APPLICABLE


def _kind(article: Article, codes: tuple[str, ...], context: Context, day: date) -> str:
    """What is wrong with a line's diagnoses by an article; empty where one of them supports the service."""
    excluded, elsewhere = 0, False
    for code in codes:
        rows = context.shelf.find(ARTICLE_DIAGNOSES, listed(article, code), day) or ()
        if any(row.covered and row.group in article.groups for row in rows):
            return ""
        elsewhere = elsewhere or any(row.covered for row in rows)
        excluded += any(not row.covered for row in rows)
    if excluded == len(codes):
        return "excluded"
    if not article.groups:
        return ""
    return "other_group" if elsewhere else "unsupported"


def _holds(article: Article, day: date) -> bool:
    return (article.start is None or article.start <= day) and (article.end is None or day <= article.end)


def _state(claim: Claim, line: ServiceLine) -> str:
    """Where the service was rendered: at the facility, else at the biller's; goods come to the patient's home."""
    if claim.place_of(line) == HOME or line.procedure[0] in GOODS:
        return claim.patient.state or claim.subscriber.state or claim.billing_provider.state
    facility = line.service_facility or claim.service_facility
    return (facility and facility.state) or claim.billing_provider.state
