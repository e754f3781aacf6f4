"""The claims sent since training ended, with the odds of their day, and what became of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from claims.claim import Claim
from claims.sent import SentBefore
from models import Bundle
from models.odds import Array
from rules import office_rules
from training.clusters import Clusters, numbered, patients
from training.evaluation import BATCH, batched
from training.frame import by_arrival, walk
from training.maturity import maturities, states
from training.metrics import Labels
from training.office_files import Files

Days = npt.NDArray[np.int64]

WEEK = 7


class Scored(Struct, frozen=True):
    """Columns of one length, claims in order of submission."""

    p: Array
    """The odds that the model gave on the claim's day, answers let in on theirs."""
    days: Days
    """Of submission, as ordinals."""
    payers: npt.NDArray[np.str_]
    known: Labels
    """Matured and answered."""
    young: Labels
    """Too young to tell."""
    denied: Labels
    refused: Array
    """Refused charge in dollars."""
    charged: Array
    """Charge in dollars."""
    patients: Clusters
    """Whose claim each is."""
    remits: Clusters
    """Which payer's answers of which day answered each; a claim without an answer stands alone."""
    mature: Days
    """The day on which each is old enough, as ordinals; it may be still to come."""

    def only(self, chosen: Labels) -> Scored:
        """The chosen claims alone."""
        return Scored(*(getattr(self, name)[chosen] for name in self.__struct_fields__))

    @property
    def weeks(self) -> Days:
        """The Monday of each claim's week of submission."""
        return monday(self.days)


def monday(days: Days) -> Days:
    """The Mondays of the weeks of days; ordinal 1 was one."""
    return days - (days - 1) % WEEK


def first_after(files: Files, day: date) -> int:
    """The place of the first claim that was sent after a day."""
    return next((at for at, claim in enumerate(files.claims) if submitted(claim) > day), len(files.claims))


def score(bundle: Bundle, files: Files, sent: SentBefore | None = None) -> Scored:
    """Score what was sent since training ended, as a server does that is fed all answers.

    Args:
        bundle: the model in use.
        files: what was sent and answered, best from before training ended.
        sent: what the office had sent when the model was trained; used where the files begin later.
    """
    first = first_after(files, bundle.trained_through)
    before = sent.fork() if sent is not None and first == 0 else SentBefore()
    rules = office_rules().only(bundle.rule_ids)
    arrivals = by_arrival(files.outcomes)
    walked = walk(files.claims, rules, bundle.history(), before, arrivals, first=first, learnt=bundle.trained_through)
    later, outcomes = files.claims[first:], files.outcomes[first:]
    p: list[float] = []
    for batch in batched(zip(walked, later, strict=True), BATCH):
        found = bundle.odds_of([rows for rows, _ in batch], [claim.payer.id for _, claim in batch], codes=False)
        p += [one.claim for one in found]
    maturity = states(files.claims, files.outcomes, files.through)[first:]
    overall, own = maturities(files.claims, files.outcomes, files.through)
    days = np.array([submitted(claim).toordinal() for claim in later], dtype=np.int64)
    payers = [claim.payer.id or claim.payer.name for claim in later]
    return Scored(
        p=np.array(p),
        days=days,
        payers=np.array(payers, dtype=np.str_),
        known=np.array([state == "known" for state in maturity], dtype=bool),
        young=np.array([state == "young" for state in maturity], dtype=bool),
        denied=np.array([outcome is not None and outcome.denied for outcome in outcomes], dtype=bool),
        refused=np.array([float(outcome.denied_charge) if outcome else 0.0 for outcome in outcomes]),
        charged=np.array([float(claim.total_charge) for claim in later]),
        patients=patients(later),
        remits=numbered(
            (payer, outcome.answered) if outcome is not None else at
            for at, (payer, outcome) in enumerate(zip(payers, outcomes, strict=True))
        ),
        mature=days + np.array([own.get(claim.payer.id, overall) for claim in later], dtype=np.int64),
    )


def submitted(claim: Claim) -> date:
    """The day on which a claim of an office's files was sent."""
    assert claim.submission_date is not None
    return claim.submission_date
