"""How skill holds as months pass: training ends early, and every month after is measured."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import compress
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from benchmarks.quality.bench import Bench, Office
from benchmarks.quality.figures import skill_of
from benchmarks.quality.offices import folder_of
from benchmarks.quality.truth import Truth, key_of, rows_of, truth_of
from models.odds import Array
from training.evaluation import after, odds_of
from training.office_files import Files, read_files
from training.run import learn
from training.trained import Trained

EARLY = 4
"""Months before the office's last day of training at which training ends here."""


class Month(Struct, frozen=True):
    """One month after training."""

    month: str
    claims: int
    frozen: float
    """Skill of the model as it was trained."""
    fed: float
    """Skill of the same trees with the answers of the meantime in the history."""
    anew: float | None
    """Skill of a model that is trained anew at the end of each month before."""


def months(bench: Bench, office: Office) -> list[Month]:
    """In order."""
    made_from = bench.made_from(office, "months")
    place = bench.keep(f"months-{office.name}", made_from, lambda to: _make(bench, office, to))
    return msgspec.json.decode((place / "months.json").read_bytes(), type=list[Month])


def _make(bench: Bench, office: Office, to: Path) -> None:
    folder = folder_of(bench, office)
    claims, remits = [*folder.glob("*/claims")], [*folder.glob("*/remits")]
    whole = read_files(claims, remits)
    ends = _ends(folder)
    truth = truth_of(folder, after=ends[0].isoformat())
    trained = learn(read_files(claims, remits, ends[0]))
    frozen = _frozen(trained, whole)
    fed = _named(whole, odds_of(trained.bundle, whole, after(whole, ends[0])))
    anew = {_next(ends[0]): frozen}
    for end in ends[1:] if not bench.quick else ():
        anew[_next(end)] = _frozen(learn(read_files(claims, remits, end)), whole)
    found = list(_measured(truth, frozen, fed, anew))
    (to / "months.json").write_bytes(msgspec.json.encode(found))


def _measured(
    truth: Truth, frozen: dict[str, float], fed: dict[str, float], anew: dict[str, dict[str, float]]
) -> Iterator[Month]:
    for month in sorted(set(truth.months.tolist())):
        chosen = truth.months == month
        fresh = anew.get(month)
        yield Month(
            month,
            int(chosen.sum()),
            skill_of(truth, truth.aligned(frozen), chosen),
            skill_of(truth, truth.aligned(fed), chosen),
            skill_of(truth, truth.aligned(fresh), chosen) if fresh else None,
        )


def _frozen(trained: Trained, whole: Files) -> dict[str, float]:
    """The odds of the claims sent after training ended, by key, each told what was sent before it."""
    through = trained.bundle.trained_through
    new = [claim.submission_date is not None and claim.submission_date > through for claim in whole.claims]
    later = structs.replace(whole, claims=[*compress(whole.claims, new)], outcomes=[*compress(whole.outcomes, new)])
    return _named(later, odds_of(trained.bundle, later, sent=trained.sent))


def _named(files: Files, p: Array) -> dict[str, float]:
    odds: dict[str, float] = {}
    for claim, chance in zip(files.claims, p.tolist(), strict=True):
        odds.setdefault(key_of(claim), chance)
    return odds


def _next(end: date) -> str:
    """The month after a month's last day."""
    return f"{end + timedelta(days=1):%Y-%m}"


def _ends(folder: Path) -> list[date]:
    """The last days of months at which training may end: from ``EARLY`` before the office's own to the last but one."""
    rows = rows_of(folder)
    months = sorted({row["submitted"][:7] for row in rows if row["split"] == "test"})
    past = sorted({row["submitted"][:7] for row in rows if row["split"] == "train"})
    return [date.fromisoformat(f"{month}-01") - timedelta(days=1) for month in [*past[-EARLY:], *months]]
