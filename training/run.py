"""From an office's 837 and 835 history to a model bundle."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from msgspec import structs

import features
from claims.answer import Outcome
from claims.claim import Claim
from claims.sent import SentBefore
from features.history import History
from models import Bundle, Manifest, Review, office
from models.folder import check_target, write_run
from models.manifest import FORMAT
from models.payments import Payments
from models.review import STANDARD
from rules import RuleSet, office_rules
from training.fit import Fitted, with_codes
from training.frame import Frame, as_strangers, replay
from training.learning_curve import learning_curve
from training.maturity import State, maturities, states
from training.metrics import measure
from training.office_files import Files, TrainingDataError, read_files
from training.parameters import DEFAULTS, Parameters
from training.payments import learn_payments
from training.payments_days import with_ranges
from training.settle import settle
from training.tracking.card import CARD, card
from training.tracking.log import log
from training.trained import HeldOut, Trained

NAME = "cleanclaim"
FEWEST = 200
"""Matured, answered claims below which nothing is learnt."""


def train(
    claims_dir: Path | str,
    remits_dir: Path | str,
    out_dir: Path | str,
    as_of: date | None = None,
    *,
    seed: int = 0,
    threads: int = 2,
    review: Review = STANDARD,
    parameters: Parameters = DEFAULTS,
    track: bool = True,
    curve: bool = False,
) -> Trained:
    """Train a model on an office's own files: :func:`train_on` what :func:`read_files` reads.

    What the arguments mean, and what it raises, those two say.
    """
    return train_on(
        lambda: read_files(claims_dir, remits_dir, as_of),
        out_dir,
        seed=seed,
        threads=threads,
        review=review,
        parameters=parameters,
        track=track,
        curve=curve,
    )


def train_on(
    read: Callable[[], Files],
    out_dir: Path | str,
    *,
    seed: int = 0,
    threads: int = 2,
    review: Review = STANDARD,
    parameters: Parameters = DEFAULTS,
    track: bool = True,
    curve: bool = False,
) -> Trained:
    """Train a model on an office's claims and answers, measure it, and write the bundle and its card to ``out_dir``.

    What was sent is kept beside it (:mod:`models.office`): it concerns patients and does not leave the office.

    The same files, seed and versions give the same bytes, ``run.json`` apart.

    Args:
        read: gives what is learnt from; called when the bundle's place is known to be free.
        out_dir: the bundle's folder; a bundle that stands there is replaced.
        seed: of LightGBM's random choices.
        threads: how many hazards are fitted side by side; the result does not depend on it.
        review: what looks, denials and refused dollars cost.
        parameters: how the hazards are fitted, see :mod:`training.tuning`.
        track: whether to log the run to MLflow and register the model (see :mod:`training.tracking.log`).
        curve: whether to log what more history would bring, too: two more fits.

    Raises:
        TrainingDataError: the files hold too little to learn from.
        BundleError: something other than a bundle stands at ``out_dir``.
    """
    check_target(Path(out_dir))
    office.check_place(out_dir)
    started = datetime.now(UTC)
    trained = learn(read(), seed=seed, threads=threads, review=review, parameters=parameters)
    trained.bundle.run = {
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    trained.bundle.save(out_dir)
    office.keep(out_dir, trained.sent)
    (Path(out_dir) / CARD).write_text(card(trained), encoding="utf-8")
    if track:
        asked = {
            "seed": seed,
            **{f"fit/{name}": value for name, value in structs.asdict(parameters).items()},
            **{f"review/{name}": value for name, value in structs.asdict(review).items()},
        }
        points = learning_curve(trained, seed=seed, threads=threads, parameters=parameters) if curve else ()
        run_id, uri = log(trained, out_dir, asked, points)
        trained.bundle.run |= {"mlflow_run": run_id, "mlflow_model": uri}
        write_run(Path(out_dir), trained.bundle.run)
    return trained


def learn(
    files: Files,
    *,
    seed: int = 0,
    threads: int = 2,
    review: Review = STANDARD,
    parameters: Parameters = DEFAULTS,
    strangers: Sequence[Files] = (),
) -> Trained:
    """Train a model on what was read: replay, split by time, fit, calibrate on later data, measure, move on in time.

    ``strangers`` are other offices, whose claims are learnt from too, each as one meets it first: with the history of
    ``files`` alone. For a model that is to speak of offices that it does not know; two or more, or none.
    """
    ruleset, history, sent = office_rules(), History(), SentBefore()
    maturity = states(files.claims, files.outcomes, files.through)
    frame = known(replay(files.claims, files.outcomes, ruleset, history, sent), maturity)
    met = [
        known(as_strangers(one.claims, one.outcomes, ruleset, history), states(one.claims, one.outcomes, one.through))
        for one in strangers
    ]
    if len(frame.starts) < FEWEST:
        raise TrainingDataError(
            f"only {len(frame.starts)} claims are answered and old enough to be sure of; at least {FEWEST} are needed: "
            "add older 837 and 835 files"
        )
    settled = settle(frame, met, seed=seed, threads=threads, parameters=parameters)
    measured, final, late = settled.measured, settled.final, settled.late
    measured = with_codes(measured, files.claims, files.outcomes)
    base_rate = float(settled.early.denied().mean())
    manifest = describe(measured, files, ruleset, review, base_rate)
    if parameters != DEFAULTS:
        manifest = structs.replace(manifest, built_with=manifest.built_with | {"parameters": parameters.told()})
    then = structs.replace(manifest, payments=payments_before(files, date.fromordinal(int(late.days.min()))))
    held_out, metrics = measure_on(Bundle(then, measured.models, {}), late, files, base_rate, manifest.payments)
    claims = [files.claims[at] for at in held_out.claims]
    manifest = structs.replace(manifest, payments=with_ranges(manifest.payments, claims, held_out.odds))
    manifest = structs.replace(manifest, metrics=metrics, base_rate=round(float(frame.denied().mean()), 6))
    manifest = structs.replace(manifest, hazards=with_codes(final, files.claims, files.outcomes).hazards)
    manifest = structs.replace(manifest, lines=final.lines, claims=final.claims)
    bundle = Bundle(manifest, final.models, history.tables())
    overall, by_payer = maturities(files.claims, files.outcomes, files.through)
    counts = Counter(maturity)
    report = {
        **{f"claims_{state}": float(counts[state]) for state in ("known", "silent", "young")},
        "claims_to_fit": float(len(settled.early.starts)),
        "claims_to_calibrate": float(len(settled.middle.starts)),
        "claims_to_measure": float(len(late.starts)),
        "lines": float(len(frame.rows)),
        "days_until_mature": float(overall),
    }
    return Trained(bundle, files, sent, metrics, held_out, report, by_payer, settled)


def known(frame: Frame, maturity: Sequence[State]) -> Frame:
    """The claims of a frame that are matured and answered."""
    return frame.only(np.array([maturity[at] == "known" for at in frame.claims.tolist()], dtype=bool))


def payments_before(files: Files, day: date) -> Payments:
    """What the answers tell that came before a day."""
    known = [
        (claim, outcome)
        for claim, outcome in zip(files.claims, files.outcomes, strict=True)
        if outcome and outcome.answered and outcome.answered < day
    ]
    return learn_payments([claim for claim, _ in known], [outcome for _, outcome in known], day)


def measure_on(
    bundle: Bundle, late: Frame, files: Files, base_rate: float, usual: Payments
) -> tuple[HeldOut, dict[str, float]]:
    """Score a frame and hold the odds against what happened.

    What was at risk is told by the bundle's payments; what a refused line would have brought, by ``usual``.
    """
    blocks = np.split(late.rows, late.starts[1:])
    claims = [files.claims[at] for at in late.claims.tolist()]
    outcomes = [files.outcomes[at] for at in late.claims.tolist()]
    odds = bundle.odds_of(blocks, [claim.payer.id for claim in claims])
    held_out = HeldOut(
        late.claims.tolist(),
        [one.claim for one in odds],
        late.denied().tolist(),
        [bundle.payments.worth(claim, one.lines) for claim, one in zip(claims, odds, strict=True)],
        [usual.worth(claim, refusals(claim, outcome)) for claim, outcome in zip(claims, outcomes, strict=True)],
    )
    p, denied = np.array(held_out.odds), np.array(held_out.denied)
    dollars = np.array([float(outcome.denied_charge) if outcome else 0.0 for outcome in outcomes])
    return held_out, {name: round(value, 6) for name, value in measure(p, denied, dollars, base_rate).items()}


def refusals(claim: Claim, outcome: Outcome | None) -> list[float]:
    """1 for each line of a claim that was refused, else 0."""
    denied = {line.number for line in outcome.lines if line.denied} if outcome else set()
    return [float(line.number in denied) for line in claim.lines]


def describe(fitted: Fitted, files: Files, ruleset: RuleSet, review: Review, base_rate: float) -> Manifest:
    """All of a bundle but its trees and its tables."""
    used = ("claims", "remittances", "answered")
    return Manifest(
        format=FORMAT,
        name=NAME,
        version="",
        trained_through=files.through,
        features=tuple(features.names()),
        rules=tuple(ruleset.ids),
        hazards=fitted.hazards,
        lines=fitted.lines,
        claims=fitted.claims,
        review=review,
        base_rate=round(base_rate, 6),
        payments=learn_payments(files.claims, files.outcomes, files.through),
        built_with=versions(ruleset),
        data={
            **{f"sha256_{name}": value for name, value in files.digests.items()},
            **{n: files.counts[n] for n in used},
        },
    )


def versions(ruleset: RuleSet) -> dict[str, str]:
    """What the model was built with: it predicts the same elsewhere only with the like of it."""
    found = {"python": platform.python_version(), "rules": ruleset.version}
    for package in ("cleanclaim", "lightgbm", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # run from a source tree that was not installed
            found[package] = "not installed"
    return found
