"""The claims that judge: sent after both models' training had ended, answered, and matured."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from claims.answer import Outcome
from claims.claim import Claim
from claims.sent import SentBefore
from features.history import History
from models import Bundle
from models.odds import Array
from models.review import Review
from rules import RuleSet, office_rules
from training.clusters import Clusters, patients
from training.evaluation import BATCH, batched
from training.frame import PAID, by_arrival, line_fates, walk
from training.gate.checked import Checked, Figure
from training.maturity import State, maturities, states
from training.metrics import Labels
from training.office_files import Files
from training.payments import learn_payments
from training.run import refusals

FEWEST, FEWEST_REFUSED = 500, 50
"""Claims, and refused ones among them, below which two models cannot be told apart."""
FEWEST_PATIENTS = 50
"""Patients below which nothing is judged: intervals drawn over thirty groups or fewer are too narrow (Cameron, Gelbach
and Miller, Review of Economics and Statistics 2008)."""
LINES = 50_000
"""Lines whose features are looked at one by one; more would tell nothing more."""


class Side(Struct, frozen=True):
    """What one model says of the claims of the window."""

    p: Array
    """Probability of refusal of each."""
    saving: Array
    """Dollars that a look at each is expected to save."""

    def first(self, looks: int) -> Labels:
        """The claims that are looked at where that many are: those at which a look saves most."""
        chosen = np.zeros(len(self.p), dtype=bool)
        chosen[np.argsort(-self.saving, kind="stable")[:looks]] = True
        return chosen


class Window(Struct, frozen=True):
    """Matured claims with their answers, and what the models said of them on their day."""

    since: date
    """The day after both models' training had ended."""
    through: date
    """The day on which the last of them was sent."""
    places: list[int]
    """Which claims of the files."""
    claims: list[Claim]
    denied: Labels
    refused: Array
    """Dollars that the refused lines of each would have brought."""
    patients: Clusters
    looks: int
    """How many claims are looked at: as many as the champion puts up for review, or the challenger where there is no
    champion; at least one in twenty and at most half."""
    challenger: Side
    champion: Side | None
    rows: npt.NDArray[np.float32]
    """Features of lines of the last claims, as the challenger saw them on their day."""
    fates: npt.NDArray[np.bool_]
    """Whether each of these lines was refused."""


def window(champion: Bundle | None, challenger: Bundle, files: Files) -> Window | Checked:
    """Score the claims of the window with both models; where there are too few, the check that says what is missing.

    Each claim is scored on its own day, and each answer let in on the day after it is dated, as at servers.
    """
    begin = max(one.trained_through for one in (champion, challenger) if one is not None)
    maturity = states(files.claims, files.outcomes, files.through)
    first = next((at for at, claim in enumerate(files.claims) if _day(claim) > begin), len(files.claims))
    places = [at for at in range(first, len(files.claims)) if maturity[at] == "known" and files.claims[at].lines]
    claims, outcomes = [files.claims[at] for at in places], [files.outcomes[at] for at in places]
    denied = np.array([outcome is not None and outcome.denied for outcome in outcomes], dtype=bool)
    if len(places) < FEWEST or denied.sum() < FEWEST_REFUSED:
        return _too_few(champion, files, maturity, begin)
    whose = patients(claims)
    if (many := int(whose.max()) + 1) < FEWEST_PATIENTS:
        return _too_alike(len(claims), many, begin)
    usual = learn_payments(files.claims, files.outcomes, files.through)
    review = (champion or challenger).review
    ours, rows, fates = said(challenger, files, places, review)
    theirs = said(champion, files, places, review)[0] if champion else None
    held = int(((theirs or ours).saving > review.look_cost).sum())
    return Window(
        since=begin + timedelta(days=1),
        through=_day(claims[-1]),
        places=places,
        claims=claims,
        denied=denied,
        refused=np.array(
            [usual.worth(claim, refusals(claim, outcome)) for claim, outcome in zip(claims, outcomes, strict=True)]
        ),
        patients=whose,
        looks=min(max(held, math.ceil(len(places) / 20)), len(places) // 2),
        challenger=ours,
        champion=theirs,
        rows=rows,
        fates=fates,
    )


def rules_of(bundle: Bundle) -> RuleSet:
    """The rules whose answers a model takes."""
    return office_rules().only(bundle.rule_ids)


def said(
    bundle: Bundle, files: Files, places: list[int], review: Review
) -> tuple[Side, npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """What a model says of some claims of the files; and of the lines of the last of them their features and fates."""
    first = places[0]
    wanted = dict.fromkeys(places)
    history: History = bundle.history()
    walked = walk(
        files.claims,
        rules_of(bundle),
        history,
        SentBefore(),
        by_arrival(files.outcomes),
        first=first,
        learnt=bundle.trained_through,
    )
    p, saving = [], []
    kept: list[tuple[npt.NDArray[np.float32], list[int]]] = []
    met = ((at, rows) for at, rows in enumerate(walked, first) if at in wanted)
    for batch in batched(met, BATCH):
        claims = [files.claims[at] for at, _ in batch]
        odds = bundle.odds_of([rows for _, rows in batch], [claim.payer.id for claim in claims], codes=False)
        for claim, one in zip(claims, odds, strict=True):
            p.append(one.claim)
            saving.append(review.saving(one.claim, bundle.payments.worth(claim, one.lines)))
        kept += [(rows.astype(np.float32), line_fates(files.claims[at], files.outcomes[at])) for at, rows in batch]
    while kept and sum(len(rows) for rows, _ in kept[1:]) > LINES:  # the last ones stay
        kept = kept[len(kept) // 2 :]
    fates = np.concatenate([fate for _, fate in kept])
    answered = fates >= PAID
    return Side(np.array(p), np.array(saving)), np.concatenate([r for r, _ in kept])[answered], fates[answered] >= 0


def _too_few(champion: Bundle | None, files: Files, maturity: list[State], begin: date) -> Checked:
    """How many claims are missing, when there will be enough, and how to have a window sooner."""
    known = [at for at, state in enumerate(maturity) if state == "known" and files.claims[at].lines]
    inside = [at for at in known if _day(files.claims[at]) > begin]
    refused = sum(_denied(files.outcomes[at]) for at in inside)
    words = (
        f"too few answers to judge by: of the claims sent after {begin}, when both models' training had ended, "
        f"{len(inside):,} are answered and matured and {refused:,} of them were refused; "
        f"{FEWEST:,} and {FEWEST_REFUSED:,} are needed"
    )
    span = max((_day(files.claims[known[-1]]) - _day(files.claims[known[0]])).days, 1) if known else 0
    share = sum(_denied(files.outcomes[at]) for at in known) / max(len(known), 1)
    if known and share:
        missing = max(FEWEST - len(inside), (FEWEST_REFUSED - refused) / share)
        days = math.ceil(missing * span / len(known))
        words += f". At this office's pace about {days:,} more days of claims make them, and {_lag(files)} for answers"
    enough = _latest_start(files, known)
    if enough is None:
        words += "; these files are too few for any window"
    elif champion is None or champion.trained_through <= enough:
        words += f"; or train the challenger with --as-of {enough} or earlier, and it is judged by all that came since"
    else:
        words += (
            f"; the champion itself learnt through {champion.trained_through}: "
            "no challenger can be judged against it before"
        )
    figures = (Figure("claims", len(inside)), Figure("refused", refused))
    return Checked("window", passed=False, figures=figures, words=words)


def _too_alike(count: int, many: int, begin: date) -> Checked:
    """That claims of a handful of patients judge nobody: one more patient might turn every figure."""
    words = (
        f"too few patients to judge by: the {count:,} claims that were sent after {begin}, answered and matured are of "
        f"{many:,} patients, and {FEWEST_PATIENTS:,} are needed; wait for more, or train the challenger with an "
        "earlier --as-of"
    )
    return Checked("window", passed=False, figures=(Figure("claims", count), Figure("patients", many)), words=words)


def _latest_start(files: Files, known: list[int]) -> date | None:
    """The latest end of training that leaves enough matured claims after it."""
    refused = 0
    for count, at in enumerate(reversed(known), 1):
        refused += _denied(files.outcomes[at])
        if count >= FEWEST and refused >= FEWEST_REFUSED:
            return _day(files.claims[at]) - timedelta(days=1)
    return None


def _lag(files: Files) -> str:
    overall, _ = maturities(files.claims, files.outcomes, files.through)
    return f"{overall:,} days"


def _denied(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.denied


def _day(claim: Claim) -> date:
    assert claim.submission_date is not None
    return claim.submission_date
