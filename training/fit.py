"""Fit the hazards: one LightGBM a kind of refusal over service lines; then calibrate on later data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from msgspec import Struct, structs

import features
from claims.answer import Outcome
from claims.claim import Claim
from features.families import CLAIM_WIDE, FAMILIES, family_of
from models.booster import Booster
from models.manifest import Hazard, Platt
from models.odds import Array, any_of, calibrate, claim_hazards, line_hazards, logit
from training.calibration import log_loss, platt
from training.frame import UNKNOWN, Frame, Index, joined
from training.others import Lines
from training.parameters import DEFAULTS, Parameters

ENOUGH_LINES = 60
"""Refused lines from which on a kind of refusal gets a model of its own; rarer kinds share one, ``other``."""
ENOUGH_ANSWERS = 20
"""Refusals from which on a payer's own shares of codes are used."""

SETTINGS: dict[str, object] = {
    "objective": "binary",
    "max_bin": 63,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


class Fitted(Struct, frozen=True):
    """Trained hazards, not yet a bundle."""

    hazards: tuple[Hazard, ...]
    models: dict[str, str]
    """LightGBM text by file name."""
    lines: Platt = Platt()
    claims: Platt = Platt()

    def raw(self, rows: Array) -> Array:
        """Raw scores, shape (lines, hazards)."""
        return np.column_stack([Booster(self.models[hazard.file]).score(rows) for hazard in self.hazards])

    def odds(self, frame: Frame) -> Array:
        """Calibrated probability of refusal of each claim."""
        p = line_hazards(self.raw(frame.rows), self.hazards)
        together = np.array([hazard.together for hazard in self.hazards])
        return calibrate(any_of(claim_hazards(p, frame.starts, together), axis=1), self.claims)


def fit(
    frame: Frame,
    *,
    seed: int,
    threads: int,
    hazards: Sequence[str] = (),
    beside: Lines | None = None,
    parameters: Parameters = DEFAULTS,
) -> Fitted:
    """Fit one model a kind of refusal on all lines of the frame whose fate is known.

    Args:
        frame: the lines.
        seed: of LightGBM's random choices.
        threads: how many hazards are fitted side by side; the result does not depend on it.
        hazards: the kinds to fit, where they are settled (a calibration belongs to its hazard); else those that are
            frequent enough in the frame.
        beside: lines of other offices to learn from too, see :mod:`training.others`; the hazards are the frame's.
        parameters: how large trees grow, how many there are, and what the lines of other offices weigh.

    Raises:
        ValueError: no line of the frame was refused.
    """
    known = frame.fates != UNKNOWN
    rows, kinds = frame.rows[known], kinds_of(frame.fates[known], frozenset(hazards))
    wanted = hazards or sorted(set(kinds.tolist()) - {""})
    if not wanted:
        raise ValueError("no line was refused: there is nothing to learn; take a longer history")
    weights = np.ones(len(rows))
    if beside is not None:
        rows = np.concatenate([rows, beside.rows])
        kinds = np.concatenate([kinds, kinds_of(beside.fates, frozenset(wanted))])
        weights = np.concatenate([weights, beside.weights * (parameters.others / beside.weights.sum())])
    with ThreadPoolExecutor(threads) as workers:
        texts = list(
            workers.map(
                lambda kind: _fit_one(kind, rows, kinds == kind, weights, seed=seed, parameters=parameters), wanted
            )
        )
    fitted = [Hazard(kind, f"{kind}.txt", {}, together=float(kind in CLAIM_WIDE)) for kind in wanted]
    return Fitted(tuple(fitted), {hazard.file: text for hazard, text in zip(fitted, texts, strict=True)})


def _fit_one(
    kind: str,
    rows: Array,
    refused: np.ndarray[tuple[int], np.dtype[np.bool_]],
    weights: Array,
    *,
    seed: int,
    parameters: Parameters,
) -> str:
    """One hazard's LightGBM text.

    It takes one thread: hazards side by side use the processor better than threads that wait for each other at every
    split, and the text does not depend on how many are at work.
    """
    import lightgbm  # noqa: PLC0415 - slow to import

    settings = {**of_trees(parameters), **SETTINGS, "seed": seed, "num_threads": 1}
    # A column without variety is never split on: the model keeps the width of the rows.
    told = np.where(speaks_of(kind), rows, np.float32(0))
    names = list(features.names())
    data = lightgbm.Dataset(told, refused.astype(np.float64), weight=weights, feature_name=names, params=settings)
    model = lightgbm.train(settings, data, num_boost_round=parameters.rounds)
    return str(model.model_to_string(importance_type="gain"))


def of_trees(parameters: Parameters) -> dict[str, object]:
    """The parameters by LightGBM's own names."""
    return {
        "learning_rate": parameters.learning_rate,
        "max_depth": parameters.depth,
        "num_leaves": parameters.leaves,
        "min_data_in_leaf": parameters.lines_in_leaf,
        "feature_fraction": parameters.columns,
        "lambda_l2": parameters.l2,
    }


def speaks_of(kind: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which columns a hazard may use: those of its own kind of refusal and those of no kind in particular.

    How often a payer refused for other kinds says little about this one, and much by chance. ``other`` may use all.
    """
    return np.array([kind in ("other", one.family) or not one.family for one in features.catalogue()])


def kinds_of(fates: Index, settled: frozenset[str] = frozenset()) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """The hazard of each line, ``""`` where it was not refused; kinds with few refusals, or not settled, are ``other``.

    Where the kinds are settled and ``other`` is none of them, the refusals of other kinds belong to no hazard.
    """
    counts = Counter(fates[fates >= 0].tolist())
    kept = {
        fate: FAMILIES[fate] if (FAMILIES[fate] in settled if settled else count >= ENOUGH_LINES) else "other"
        for fate, count in counts.items()
    }
    return np.array([kept.get(fate, "") for fate in fates.tolist()], dtype="U32")


def calibrated(fitted: Fitted, judged: Sequence[tuple[Fitted, Frame]], ridge: float = DEFAULTS.ridge) -> Fitted:
    """Calibrate hazards, lines, and claims on what came later than that which was fitted on.

    Args:
        fitted: the hazards to calibrate.
        judged: fits of the same hazards, in the same order, each with claims that were sent after its own: the same
            fitted to a shorter history is as sure of itself, and leaves more answers to hold its odds against.
        ridge: see :class:`training.parameters.Parameters`.
    """
    judged = [(by, frame.only(np.logical_and.reduceat(frame.fates != UNKNOWN, frame.starts))) for by, frame in judged]
    raw = np.concatenate([by.raw(frame.rows) for by, frame in judged])
    frame = joined([frame for _, frame in judged])
    kept = {hazard.name for hazard in fitted.hazards}
    kinds = np.array([_hazard(fate, kept) for fate in frame.fates.tolist()], dtype="U32")
    hazards = tuple(
        structs.replace(hazard, calibration=platt(raw[:, at], kinds == hazard.name, ridge))
        for at, hazard in enumerate(fitted.hazards)
    )
    p = line_hazards(raw, hazards)
    hazards = tuple(
        structs.replace(hazard, together=_together(p[:, at : at + 1], kinds == hazard.name, frame.starts))
        for at, hazard in enumerate(hazards)
    )
    lines = platt(logit(any_of(p, axis=1)), frame.fates >= 0, ridge)
    together = np.array([hazard.together for hazard in hazards])
    composed = any_of(claim_hazards(p, frame.starts, together), axis=1)
    return structs.replace(fitted, hazards=hazards, lines=lines, claims=platt(logit(composed), frame.denied(), ridge))


def _together(p: Array, refused: np.ndarray[tuple[int], np.dtype[np.bool_]], starts: Index) -> float:
    """To which degree the lines of a claim share this hazard's fate: the likeliest of eleven degrees."""
    met = np.logical_or.reduceat(refused, starts)
    losses = [
        (log_loss(claim_hazards(p, starts, np.array([degree]))[:, 0], met), degree) for degree in np.linspace(0, 1, 11)
    ]
    return round(float(min(losses)[1]), 1)


def with_codes(fitted: Fitted, claims: Sequence[Claim], outcomes: Sequence[Outcome | None]) -> Fitted:
    """Add to each hazard the shares of its codes, over all payers and for each that answered often enough."""
    kept = {hazard.name for hazard in fitted.hazards}
    seen: dict[str, Counter[str]] = {name: Counter() for name in kept}
    by_payer: dict[str, dict[str, Counter[str]]] = {name: {} for name in kept}
    for claim, outcome in zip(claims, outcomes, strict=True):
        for line in outcome.lines if outcome else ():
            if line.denied and line.codes:
                kind = _hazard(FAMILIES.index(family_of(line.codes[0])), kept)
                if kind in kept:
                    seen[kind][line.codes[0]] += 1
                    by_payer[kind].setdefault(claim.payer.id, Counter())[line.codes[0]] += 1
    return structs.replace(
        fitted,
        hazards=tuple(
            structs.replace(
                hazard,
                codes=_shares(seen[hazard.name]),
                payer_codes={
                    payer: _shares(counts)
                    for payer, counts in sorted(by_payer[hazard.name].items())
                    if counts.total() >= ENOUGH_ANSWERS
                },
            )
            for hazard in fitted.hazards
        ),
    )


def _hazard(fate: int, kept: set[str]) -> str:
    if fate < 0:
        return ""
    return FAMILIES[fate] if FAMILIES[fate] in kept else "other"


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = counts.total()
    return {code: round(count / total, 6) for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair))}
