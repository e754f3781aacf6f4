"""One result: what is certainly wrong with a claim, how likely its refusal is, and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct

from rules.finding import Finding, NotChecked

Verdict = Literal["fix", "review", "ready"]
"""``fix``: something is certainly wrong. ``review``: a look is worth its cost. ``ready``: send it."""

DaySource = Literal["claim", "asked", "clock"]
"""Where today came from: the claim's own submission date, the caller, or the clock."""


Day = date
"""A calendar day; the name leaves ``date`` to a field."""


class Position(Struct, frozen=True, gc=False):
    """Where a claim stood in its file."""

    transaction: int
    """Which ST of the file, counted from 1; 0 for JSON."""
    segment: int
    """Which segment of the file its CLM is, counted from 1; for JSON, the line."""


class LineOdds(Struct, frozen=True, gc=False):
    """The calibrated probability that one line is refused."""

    number: int
    denial_probability: float


class DenialCode(Struct, frozen=True, gc=False):
    """A refusal that may come: group and CARC, and the probability that this claim meets it."""

    code: str
    probability: float


class ExpectedPayment(Struct, frozen=True, gc=False):
    """The expected first payment in dollars, denial included, and the day of the first answer with its 80 % range."""

    amount: Decimal
    """Over lines, the probability that the line is not refused times what it is paid then: the price that this payer
    allows, less what it leaves to the patient."""
    date: Day
    """If an answer comes at all: as likely before as after."""
    date_low: Day
    date_high: Day


class Contrast(Struct, frozen=True, gc=False):
    """Answers under another circumstance, which a reason holds against its own."""

    circumstance: str
    under: str
    value: str
    answers: int
    refused: int
    since: date


class Experience(Struct, frozen=True, gc=False):
    """The answers that a reason speaks of, counted; ``cleanclaim explain`` looks them up."""

    kind: str
    """The kind of refusal that was counted, such as ``authorization``; ``any`` for all kinds."""
    unit: Literal["line", "claim"]
    """What was counted: lines, or claims, refused where one of their lines was."""
    circumstance: str
    """What parts these answers from others, such as ``place``; see ``features.circumstances``."""
    under: str
    """What they share with those that they are held against, such as payer and procedure."""
    value: str
    """Their own value, such as ``22``; ``+GP`` with GP, ``-GP`` without, empty for all."""
    answers: int
    refused: int
    since: date
    """The day of the first answer that counts; every answer dated on it or later does."""
    changed: bool
    """Whether the payer answered otherwise before that day."""
    code: str
    """Group and CARC that the payer gave most often for this kind of refusal; empty where none was refused."""
    before_answers: int = 0
    """Answers before that day, while the payer answered otherwise."""
    before_refused: int = 0
    against: Contrast | None = None


class Reason(Struct, frozen=True, gc=False):
    """Why the odds are what they are: one fact's exact share of the score, in a biller's words."""

    line: int
    feature: str
    value: float | str | None
    effect: float
    """Log-odds that the fact adds to the line's score, or takes from it."""
    field: str
    """JSON pointer into the canonical claim."""
    text: str
    hazard: str = ""
    """Which kind of refusal the score is of."""
    short: str = ""
    """The text in few words, for a list; empty where it is the text itself."""
    experience: Experience | None = None
    """The answers that the text counts; ``None`` where it counts none."""


class Explained(Struct, frozen=True, gc=False):
    """A score that reasons speak of: ``base`` plus all effects of its line and hazard is ``score``, exactly."""

    line: int
    base: float
    score: float
    hazard: str = ""


class Suggestion(Struct, frozen=True, gc=False):
    """A change whose effect was checked."""

    text: str
    patch: list[dict[str, Any]]
    """RFC 6902 on the canonical claim; ``null`` where the office must obtain the value, as the text says."""
    denial_probability_after: float | None = None
    """Of the changed claim, scored through the same rules, model and history."""


class Evidence(Struct, frozen=True, gc=False):
    """How much experience stands behind the odds."""

    payer_answers: int
    line_answers: int
    fallback: str | None = None
    """What broader experience stood in for a payer, code or provider that was never seen."""
    claims_sent_before: int | None = None
    """Claims in the office's own index of what was sent before; ``None`` where none is kept, so that the odds know
    nothing of the patient's earlier visits and services."""


class ModelName(Struct, frozen=True, gc=False):
    """Which model spoke."""

    name: str
    version: str
    trained_through: date | None = None


class RuleSet(Struct, frozen=True, gc=False):
    """Which rules spoke."""

    version: str


class Score(Struct, frozen=True):
    """One result, as the command line and the API give it."""

    claim_id: str
    file: str
    position: Position
    frequency_code: str
    payer_id: str
    as_of: date
    """The day that counted as today."""
    as_of_source: DaySource
    """Where that day came from: the claim's ``submission_date``, else the day asked for, else the clock."""
    summary: str
    """Under 140 characters."""
    verdict: Verdict
    denial_probability: float | None
    """``None`` where the rules alone were asked. A claim without lines is told the share of all lines that were
    refused: it gives the model nothing to look at."""
    dollars_at_risk: Decimal | None
    """``None`` likewise; a claim without lines puts nothing at risk."""
    lines: tuple[LineOdds, ...]
    denial_codes: tuple[DenialCode, ...]
    """The likeliest, and those that errors name where the model knows them; the likeliest first."""
    expected_payment: ExpectedPayment | None
    """``None`` where there are no odds, or no day can be told: the model was trained before days of payment
    were learnt."""
    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    reasons: tuple[Reason, ...]
    explained: tuple[Explained, ...]
    suggestions: tuple[Suggestion, ...]
    """Changes that a biller may make where the record supports them, the best first; of risky claims."""
    evidence: Evidence | None
    model: ModelName | None
    rules: RuleSet
    score_id: str | None = None
    """Under this id the result is on record; ``null`` from the command line, which keeps none."""
    unheld: bool = False
    """Whether a look was worth its cost, and the claim is ``ready`` all the same: one of the small share that is let go
    to keep the measure honest."""
