"""What can be left out of the model, each with what stands in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

import numpy as np
from msgspec import Struct, structs

import features
from claims.claim import Claim
from claims.sent import SentBefore
from features import Feature, History, Past
from features.families import FAMILIES
from training.frame import Frame
from training.others import Lines, others
from training.parameters import DEFAULTS, Parameters

Told = TypeVar("Told", Frame, Lines)
Replacement = tuple[str, Any]
"""Where something stands in the product, such as ``features.history.PRIOR``, and what stands there instead."""


class Variant(Struct, frozen=True):
    """The model but for one thing."""

    name: str
    means: str
    """What is done instead."""
    blank: Callable[[Feature], bool] | None = None
    """Columns that are missing, in training and afterwards."""
    change: Callable[[Any], Any] | None = None
    replaced: tuple[Replacement, ...] = ()
    lived_anew: bool = False
    """Whether what is replaced shows when the history is lived through, not only when trees are fitted."""
    history: Callable[[], History] = History
    sent: Callable[[], SentBefore] = SentBefore
    parameters: Parameters = DEFAULTS
    """How the hazards are fitted."""
    alone: bool = False
    """Whether it learns from the office's own lines alone: lines of other offices cannot be changed in this way. It is
    held against :data:`ALONE`, not against the whole."""

    def of(self, frame: Told) -> Told:
        """A frame, or the lines of other offices, as this variant sees them."""
        if self.blank:
            frame = blanked(frame, self.blank)
        return self.change(frame) if self.change else frame

    def _beside(self) -> Lines | None:
        lines = others()
        return None if self.alone or lines is None else self.of(lines)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The product with the replacements in it.

        Raises:
            AttributeError: what is to be replaced is not there any more.
        """
        with ExitStack() as stack:
            stack.enter_context(patch("training.settle.others", self._beside))
            for where, other in self.replaced:
                stack.enter_context(patch(where, other))
            yield


def blanked(frame: Told, chosen: Callable[[Feature], bool]) -> Told:
    """The same rows without the values of some columns."""
    rows = frame.rows.copy()
    rows[:, [chosen(one) for one in features.catalogue()]] = np.nan
    return structs.replace(frame, rows=rows)


def of_experience(one: Feature) -> bool:
    """Whether a column counts answers."""
    return one.arguments == ("experience",)


def one_kind(frame: Told) -> Told:
    """All refusals taken for one kind, so that one model speaks of all."""
    return structs.replace(frame, fates=np.where(frame.fates >= 0, FAMILIES.index("other"), frame.fates))


def one_row(frame: Frame) -> Frame:
    """One row a claim: of each column the largest value of its lines; refused when a line was."""
    rows = np.fmax.reduceat(frame.rows, frame.starts, axis=0)
    fates = np.maximum.reduceat(frame.fates, frame.starts)
    return structs.replace(frame, rows=rows, fates=fates, starts=np.arange(len(rows), dtype=np.intp))


class Stranger(History):
    """A history that is told of no patient's earlier visits."""

    def past(self, claim: Claim, today: Any, sent: SentBefore | None = None) -> Past:  # noqa: ARG002
        """As for an office that keeps no index."""
        return super().past(claim, today, None)

    def answered(self, claim: Claim, outcome: Any, sent: SentBefore | None = None) -> None:  # noqa: ARG002
        """As for an office that keeps no index."""
        super().answered(claim, outcome, None)


class Empty(SentBefore):
    """An index that keeps nothing, so that rules do not know either what was sent before."""

    def add(self, claim: Claim, today: Any) -> None:
        """Forget it."""


def _all_columns(_: str) -> np.ndarray[Any, Any]:
    return np.ones(len(features.catalogue()), dtype=bool)


def _as_fitted(fitted: Any, *_: Any, **__: Any) -> Any:
    return fitted


VARIANTS: tuple[Variant, ...] = (
    Variant("whole", "the model as it is"),
    Variant("no lines of other offices", "an office's own lines alone are learnt from", alone=True),
    Variant("no experience", "nothing is counted by payer, code and provider", blank=of_experience),
    Variant(
        "no short memory",
        "the last few answers of a key weigh no more than others",
        blank=lambda one: one.name.endswith("_lately"),
    ),
    Variant(
        "no experience across payers",
        "only keys that begin with the payer are counted",
        blank=lambda one: of_experience(one) and not one.name.startswith("payer"),
    ),
    Variant("no shrinkage", "a key's rate stands alone, however seldom it was seen", replaced=(
        ("features.history.PRIOR", 1e-6),), lived_anew=True, alone=True),
    Variant("no fading", "old answers count as much as new ones", replaced=(
        ("features.history.HALF_LIFE", 1e9),), lived_anew=True, alone=True),
    Variant("no patient index", "nothing is known of what was sent before for the patient", lived_anew=True, alone=True,
            history=Stranger, sent=Empty),
    Variant("no findings of rules", "the model is not told what the rules found",
            blank=lambda one: "answers" in one.arguments),
    Variant("experience of all kinds for every hazard", "a hazard sees how often other kinds were refused, too",
            replaced=(("training.fit.speaks_of", _all_columns),)),
    Variant("one model for all kinds", "all refusals are one kind", change=one_kind),
    Variant("one row a claim", "lines are folded into one row before they are learnt from", change=one_row, alone=True),
    Variant("not calibrated", "odds as the trees give them", replaced=(("training.settle.calibrated", _as_fitted),)),
    Variant("trees of depth 3", "8 leaves at most", parameters=Parameters(depth=3, leaves=8)),
    Variant("trees of any depth", "31 leaves, however deep", parameters=Parameters(depth=31, leaves=31)),
)  # fmt: skip
"""The first is what the others are held against, or the second."""
WHOLE, ALONE = VARIANTS[:2]


def _looks_at(field: str) -> Callable[[Feature], bool]:
    return lambda one: of_experience(one) and one.field == field


def _named(field: str) -> str:
    """A field's name in a table: ``/rendering_provider/npi`` is ``rendering provider npi``."""
    return " ".join(part for part in field.split("/") if part not in ("lines", "{line}")).replace("_", " ").strip()


LOOKED_AT: tuple[Variant, ...] = tuple(
    Variant(f"no keys by {_named(field)}", f"no key that looks at `{field}` is counted", blank=_looks_at(field))
    for field in sorted({one.field for one in features.catalogue() if of_experience(one)})
)
"""Experience without the keys that look at one field of the claim; no key is counted under two fields."""
