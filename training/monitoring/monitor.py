"""All that is watched of a model in use, in one go."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

import numpy as np
from msgspec import Struct

from claims.sent import SentBefore
from models import Bundle
from training.clusters import error_of
from training.maturity import maturities, states
from training.monitoring import drift, fallen
from training.monitoring.changes import Change, changes
from training.monitoring.columns import MOST, RARE, columns
from training.monitoring.drift import Chart, Series, charts, series, weekly
from training.monitoring.expected import Expected, expected
from training.monitoring.fallen import Block
from training.monitoring.newcomers import Newcomer, newcomers
from training.monitoring.scored import WEEK, Scored, first_after, monday, score, submitted
from training.monitoring.signals import Signal
from training.monitoring.skill import Skill, by_payer, by_week, skill
from training.monitoring.suggestion import age_of, reasons
from training.office_files import Files, TrainingDataError


class Week(Struct, frozen=True):
    """What was promised of the claims of one week, before any answer, and what came of it so far."""

    monday: date
    promised: Expected
    full: bool
    """Whether the week is over."""
    known: int
    """Claims that are matured and answered."""
    denied: int
    """Refused among these."""


class Tenth(Struct, frozen=True):
    """Matured claims with odds that are alike."""

    promised: float
    met: float
    error: float
    """Standard error of the share that was refused."""
    claims: int


class Monitored(Struct, frozen=True):
    """What the monitor found. It holds counts and codes, and nothing of any patient."""

    model: str
    """Name and version."""
    trained_through: date
    through: date
    """The last day of the files."""
    reference: int
    """Claims of the training window in the files."""
    claims: int
    """Sent since training ended."""
    known: int
    silent: int
    young: int
    days_until_mature: int
    gain_at_training: float | None
    base_rate: float
    overall: Skill | None
    """Of all matured claims; ``None`` where there are too few."""
    payers: list[Skill]
    weeks: list[Skill]
    calibration: list[Tenth]
    """By tenths of the matured claims in order of their odds."""
    blocks: list[Block]
    estimated: list[Week]
    charts: list[Chart]
    new: list[Newcomer]
    changes: list[Change]
    signals: list[Signal]
    """In order of the day on which they could be known."""
    retrain: list[str]
    """Reasons for training anew; empty where there are none."""

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.signals and not self.retrain


def monitor(bundle: Bundle, files: Files, sent: SentBefore | None = None) -> Monitored:
    """Hold a model in use against what was sent and answered since it was trained.

    Args:
        bundle: the model.
        files: what was sent and answered: from before training ended, if drift is to be seen, until today.
        sent: what the office had sent when the model was trained, where the files begin later.

    Raises:
        TrainingDataError: nothing was sent since training ended.
    """
    first = first_after(files, bundle.trained_through)
    if first == len(files.claims):
        raise TrainingDataError(
            f"no claim was sent after {bundle.trained_through}, where the model's training ended: name later files"
        )
    manifest, base_rate = bundle.manifest, bundle.manifest.base_rate
    scored = score(bundle, files, sent)
    until, _ = maturities(files.claims, files.outcomes, files.through)
    found_blocks = list(fallen.blocks(scored, manifest, files.through))
    drawn = _charts(files, scored, first)
    new = list(newcomers(files.claims[:first], files.claims[first:])) if first else []
    changed = changes(files, bundle.trained_through)
    signals = [
        *fallen.signals(found_blocks, manifest),
        *(one.signal for one in changed),
        *drift.signals(drawn),
        *(one.signal for one in new if one.signal is not None),
    ]
    signals.sort(key=lambda one: (one.known, one.kind, one.subject))
    age = age_of(bundle.trained_through, files.through)
    return Monitored(
        model=f"{bundle.name} {bundle.version}",
        trained_through=bundle.trained_through,
        through=files.through,
        reference=first,
        claims=len(scored.p),
        known=int(scored.known.sum()),
        silent=int((~scored.known & ~scored.young).sum()),
        young=int(scored.young.sum()),
        days_until_mature=until,
        gain_at_training=manifest.metrics.get("gain"),
        base_rate=base_rate,
        overall=skill("all", scored.only(~scored.young), base_rate),
        payers=list(by_payer(scored, base_rate)),
        weeks=list(by_week(scored, base_rate)),
        calibration=_calibration(scored),
        blocks=found_blocks,
        estimated=_estimated(scored, base_rate, files.through),
        charts=drawn,
        new=new,
        changes=changed,
        signals=signals,
        retrain=list(reasons(signals, changed, drawn, new, age)),
    )


def _charts(files: Files, scored: Scored, first: int) -> list[Chart]:
    """The charts of what was sent, and of its odds; none where the files do not reach back far enough."""
    if not first:
        return []
    days = np.array([submitted(claim).toordinal() for claim in files.claims], dtype=np.int64)
    watched = list(columns(files.claims, first))
    return charts([*_odds(files, scored, first), *series(watched, days, first, files.through)])


def _odds(files: Files, scored: Scored, first: int) -> Iterator[Series]:
    """The odds of all claims and of the larger payers, held against the refusals of the training window's weeks.

    Odds of claims that the model learnt from would be too sure, so what they are held against is what they promise.
    """
    before = files.claims[:first]
    maturity = states(before, files.outcomes[:first], files.through)
    known = np.array([state == "known" for state in maturity], dtype=bool)
    denied = np.array([outcome is not None and outcome.denied for outcome in files.outcomes[:first]])
    payers = np.array([claim.payer.id or claim.payer.name for claim in before], dtype=np.str_)
    weeks = monday(np.array([submitted(claim).toordinal() for claim in before], dtype=np.int64))
    full = scored.weeks + WEEK - 1 <= files.through.toordinal()
    names, counts = np.unique(payers, return_counts=True)
    large = names[(counts >= RARE * first)][np.argsort(-counts[counts >= RARE * first], kind="stable")][:MOST]
    for name in ("", *large.tolist()):
        ours, theirs = known & ((payers == name) | (not name)), full & ((scored.payers == name) | (not name))
        reference = weekly(denied[ours].astype(np.float64), weeks[ours])
        now = weekly(scored.p[theirs], scored.weeks[theirs])
        yield Series(f"odds, payer {name}" if name else "odds", "odds", reference, now)


def _calibration(scored: Scored) -> list[Tenth]:
    known = scored.only(scored.known)
    tenths = []
    for group in np.array_split(np.argsort(known.p, kind="stable"), 10):
        if len(group):
            p, denied = known.p[group], known.denied[group].astype(np.float64)
            error = error_of(denied, known.patients[group], known.remits[group])
            least = math.sqrt(max(denied.mean() * (1 - denied.mean()), 1 / (len(group) + 2)) / len(group))
            tenths.append(Tenth(float(p.mean()), float(denied.mean()), max(error, least), len(group)))
    return tenths


def _estimated(scored: Scored, base_rate: float, through: date) -> list[Week]:
    found = []
    for week in np.unique(scored.weeks).tolist():
        group = scored.only(scored.weeks == week)
        promised = expected(group.p, group.charged, base_rate)
        assert promised is not None
        full = week + WEEK - 1 <= through.toordinal()
        known = group.known
        found.append(Week(date.fromordinal(week), promised, full, int(known.sum()), int(group.denied[known].sum())))
    return found
