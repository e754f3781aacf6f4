"""How good a model is on claims that it has not seen: on answered, matured claims alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from msgspec import Struct

from claims.claim import Claim
from claims.sent import SentBefore
from models import Bundle
from models.odds import Array, Odds
from rules import office_rules
from training.frame import ONE_DAY, Arrival, by_arrival, walk
from training.maturity import states
from training.metrics import Labels, measure
from training.office_files import Files, TrainingDataError, read_files
from training.tracking.store import load_bundle

BATCH = 256
Item = TypeVar("Item")


class Evaluation(Struct, frozen=True):
    """Figures of one way of scoring: see :func:`training.metrics.measure` for their meaning."""

    overall: dict[str, float]
    by_payer: dict[str, dict[str, float]]
    """By payer id."""
    by_month: dict[str, dict[str, float]]
    """By month of submission, such as ``2026-07``."""


class Evaluated(Struct, frozen=True):
    """How good a model is on an office's answered claims."""

    model: str
    """Name and version."""
    trained_through: date
    answers_through: date
    seen: int
    """Claims sent before training ended: not measured, the model may have learnt from them."""
    known: int
    """Matured and answered: these are measured."""
    silent: int
    """Matured and never answered: neither paid nor denied, not measured."""
    young: int
    """Too young to tell, not measured."""
    frozen: Evaluation
    """History as it stood when training ended: the model as it was shipped."""
    replayed: Evaluation | None
    """History let in answers on their days: the model as an office uses it that feeds its answers back."""


def evaluate(
    model: Bundle | Path | str,
    claims_dir: Path | str,
    remits_dir: Path | str,
    *,
    replay: bool = False,
    sent: SentBefore | None = None,
) -> Evaluated:
    """Evaluate a model on the 837 files of a folder and the 835 files that answered them: see :func:`evaluate_on`."""
    bundle = model if isinstance(model, Bundle) else load_bundle(model)
    return evaluate_on(bundle, read_files(claims_dir, remits_dir), replay=replay, sent=sent)


def evaluate_on(
    model: Bundle | Path | str, files: Files, *, replay: bool = False, sent: SentBefore | None = None
) -> Evaluated:
    """Score an office's claims, each on its own day, and hold the odds against the answers.

    Args:
        model: a bundle, its folder, or its MLflow URI.
        files: the claims, with what became of them.
        replay: also let answers in on the day after they are dated, as an office does that feeds them back.
        sent: what the office had sent when the model was trained, see :mod:`models.office`.

    Raises:
        BundleError: the model cannot be used.
        TrainingDataError: there is nothing to measure on.
    """
    bundle = model if isinstance(model, Bundle) else load_bundle(model)
    maturity = states(files.claims, files.outcomes, files.through)
    later = [_day(claim) > bundle.trained_through for claim in files.claims]
    measured = np.array([new and state == "known" for new, state in zip(later, maturity, strict=True)])
    if not measured.any():
        raise TrainingDataError(
            f"no claim was sent after {bundle.trained_through}, where the model's training ended, and answered and "
            f"matured by {files.through}: name later claims and the 835 files that answered them"
        )
    frozen = odds_of(bundle, files, sent=sent)
    return Evaluated(
        model=f"{bundle.name} {bundle.version}",
        trained_through=bundle.trained_through,
        answers_through=files.through,
        seen=later.count(False),
        known=int(measured.sum()),
        silent=sum(new and state == "silent" for new, state in zip(later, maturity, strict=True)),
        young=sum(new and state == "young" for new, state in zip(later, maturity, strict=True)),
        frozen=_evaluation(frozen, files, measured, bundle.manifest.base_rate),
        replayed=(
            _evaluation(
                odds_of(bundle, files, after(files, bundle.trained_through), sent),
                files,
                measured,
                bundle.manifest.base_rate,
            )
            if replay
            else None
        ),
    )


def odds_of(bundle: Bundle, files: Files, arrivals: Iterable[Arrival] = (), sent: SentBefore | None = None) -> Array:
    """The probability of refusal of each claim of the files, scored in order on its own day: see :func:`scores`."""
    return np.array([one.claim for one in scores(bundle, files, arrivals, sent)])


def scores(
    bundle: Bundle, files: Files, arrivals: Iterable[Arrival] = (), sent: SentBefore | None = None
) -> Iterator[Odds]:
    """The odds of each claim of the files, scored in order on its own day.

    Claims sent before are known from ``sent`` and the files. The history is the bundle's; ``arrivals`` are let into it.
    """
    before = SentBefore() if sent is None else sent.fork()
    walked = walk(files.claims, office_rules().only(bundle.rule_ids), bundle.history(), before, arrivals)
    for batch in batched(zip(walked, files.claims, strict=True), BATCH):
        yield from bundle.odds_of([rows for rows, _ in batch], [claim.payer.id for _, claim in batch])


def after(files: Files, day: date) -> Iterator[Arrival]:
    """The answers that became known after a day on which all earlier ones had been learnt."""
    return (arrival for arrival in by_arrival(files.outcomes) if arrival[0] > day + ONE_DAY)


def _evaluation(p: Array, files: Files, measured: Labels, base_rate: float) -> Evaluation:
    outcomes = [outcome for outcome, chosen in zip(files.outcomes, measured, strict=True) if chosen]
    claims = [claim for claim, chosen in zip(files.claims, measured, strict=True) if chosen]
    p = p[measured]
    denied = np.array([outcome is not None and outcome.denied for outcome in outcomes])
    dollars = np.array([float(outcome.denied_charge) if outcome else 0.0 for outcome in outcomes])

    def by(names: list[str]) -> dict[str, dict[str, float]]:
        groups = np.array(names)
        return {
            str(name): measure(p[groups == name], denied[groups == name], dollars[groups == name], base_rate)
            for name in sorted(set(names))
        }

    return Evaluation(
        overall=measure(p, denied, dollars, base_rate),
        by_payer=by([claim.payer.id for claim in claims]),
        by_month=by([f"{claim.submission_date:%Y-%m}" for claim in claims]),
    )


def _day(claim: Claim) -> date:
    assert claim.submission_date is not None
    return claim.submission_date


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of up to ``size`` items."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch
