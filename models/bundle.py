"""The bundle: a trained model as a folder of plain files.

``bundle.json`` (see :mod:`models.manifest`), one LightGBM text file a hazard, ``history.npz`` (the tables of
:class:`features.History`: counts, which name no patient, and are of one line where only one was answered), and
``run.json``, which holds all that differs from run to run (times, run ids). Nothing in it is executed on loading: there
is no pickle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

import features
from models import folder
from models.booster import Booster, Rows
from models.codes import Codes
from models.explaining import ExplainedLine, Explaining, Wanted
from models.forest import forest
from models.manifest import Hazard, Manifest
from models.mixture import Mixture
from models.odds import Array, Composing, Odds
from models.payments import Payments
from models.review import Review
from models.rhythm import PayDays

WORTH_TELLING = 0.005
"""A hazard less probable than this is not asked which of its codes it means."""


class Bundle:
    """A trained model, ready to give odds. Several threads may use one at once; nothing of it changes."""

    def __init__(self, manifest: Manifest, models: Mapping[str, str], tables: folder.Tables) -> None:
        """Put a model together.

        Args:
            manifest: names and numbers.
            models: LightGBM text by hazard file.
            tables: the history's tables.

        Raises:
            BundleError: the trees do not fit the manifest, or need a feature that this program does not know.
        """
        self.manifest = manifest
        self.models = dict(models)
        self.tables = dict(tables)
        self.run: dict[str, str] = {}
        """What differs from run to run: times, run ids."""
        self._boosters = [Booster(self.models[hazard.file]) for hazard in manifest.hazards]
        self.hazard_names = tuple(hazard.name for hazard in manifest.hazards)
        self._composing = Composing(manifest.hazards, manifest.claims, manifest.lines)
        self._explaining = Explaining(manifest.hazards, self._boosters)
        self._payers = frozenset(payer for hazard in manifest.hazards for payer in hazard.payer_codes)
        self._codes_of: dict[str | None, Codes] = {}
        self._columns = _columns(manifest)
        self._mixtures = _mixtures(manifest)
        self.pay_days = PayDays(manifest.payments.rhythms) if manifest.payments.rhythms else None
        """When payers answer; ``None`` in a bundle made before that was learnt."""
        for hazard, booster in zip(manifest.hazards, self._boosters, strict=True):
            if booster.features != len(manifest.features):
                raise folder.BundleError(
                    f"{hazard.file} takes {booster.features} features, bundle.json names {len(manifest.features)}: "
                    "they come from different models; train anew"
                )
        self._forest = forest([booster.trees for booster in self._boosters], len(manifest.features))
        """``None`` where trees are too large for it: LightGBM scores then."""

    @classmethod
    def load(cls, path: Path | str) -> Bundle:
        """Read a bundle from its folder.

        Raises:
            BundleError: it is no bundle, is damaged, is newer than this program, or needs features it does not know.
        """
        manifest, models, tables, run = folder.read(Path(path))
        bundle = cls(manifest, models, tables)
        bundle.run = run
        return bundle

    def save(self, path: Path | str) -> Path:
        """Write the folder, whole or not at all; a bundle that stands there is replaced. Same content, same bytes.

        Raises:
            BundleError: something other than a bundle stands there.
        """
        self.manifest = folder.write(Path(path), self.manifest, self.models, self.tables, self.run)
        return Path(path)

    @property
    def name(self) -> str:
        """The model's name."""
        return self.manifest.name

    @property
    def version(self) -> str:
        """Drawn from the content."""
        return self.manifest.version

    @property
    def trained_through(self) -> date:
        """The last day of which anything was used."""
        return self.manifest.trained_through

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        """The kinds of refusal that it knows, each with a model."""
        return self.manifest.hazards

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The columns it was trained on, in order."""
        return self.manifest.features

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The rules whose answers it knows."""
        return self.manifest.rules

    @property
    def review(self) -> Review:
        """When a look is worth its cost."""
        return self.manifest.review

    @property
    def payments(self) -> Payments:
        """What lines bring that are not refused."""
        return self.manifest.payments

    def history(self) -> features.History:
        """A history that begins where training ended; each call gives a new one, so that it may move on."""
        return features.History.from_tables(self.tables)

    def select(self, rows: Rows) -> Rows:
        """The columns that the model was trained on, out of those that :func:`features.rows` gives today."""
        if self._columns is None:
            return rows
        known = np.column_stack([rows, np.full(len(rows), np.nan)])
        return np.ascontiguousarray(known[:, self._columns])

    def odds(self, rows: Rows, payer_id: str = "") -> Odds:
        """The odds of one claim, from one row a line as :func:`features.rows` gives them."""
        return self.odds_of([rows], [payer_id])[0]

    def odds_of(self, claims: Sequence[Rows], payer_ids: Sequence[str], *, codes: bool = True) -> list[Odds]:
        """The odds of several claims at once: the same as one by one, quicker. A claim without lines has no risk.

        Args:
            claims: of each, one row a line as :func:`features.rows` gives them.
            payer_ids: of each.
            codes: whether the odds of refusal codes are wanted; they are a fifth of the work.
        """
        sizes = [len(rows) for rows in claims]
        filled = [at for at, size in enumerate(sizes) if size]
        out = [Odds(0.0, (), {}, {})] * len(claims)
        if not filled:
            return out
        rows = claims[filled[0]] if len(filled) == 1 else np.concatenate([claims[at] for at in filled])
        starts = [0, *accumulate(sizes[at] for at in filled)]
        first = np.array(starts[:-1])
        at_lines, at_claims, met, found = self._composing.composed(self.raw(rows), first)
        told: Sequence[dict[str, float]] = [{}] * len(filled)
        if codes:
            lifts = self._lifts(rows, at_lines, at_claims, first)
            told = self._told([payer_ids[at] for at in filled], at_claims, met, found, lifts)
        chances = found.tolist()
        at_hazards = at_claims.tolist()
        for nth, at in enumerate(filled):
            claim = chances[nth]
            lines = chances[len(filled) + starts[nth] : len(filled) + starts[nth + 1]]
            out[at] = Odds(
                claim,
                tuple([min(line, claim) for line in lines]),
                told[nth],
                dict(zip(self.hazard_names, at_hazards[nth], strict=True)),
            )
        return out

    def _lifts(self, rows: Rows, at_lines: Array, at_claims: Array, starts: npt.NDArray[np.intp]) -> dict[int, Array]:
        """By hazard of several kinds, how much likelier each of its codes is at each claim than at its payer."""
        found = {}
        for nth, mixture in self._mixtures.items():
            unlikely = at_claims[:, nth] < WORTH_TELLING
            if not all(unlikely.tolist()):
                found[nth] = mixture.lifts(rows, at_lines[:, nth], starts)
                found[nth][unlikely] = 1.0
        return found

    def _told(
        self, payer_ids: Sequence[str], at_claims: Array, met: Array, found: Array, lifts: Mapping[int, Array]
    ) -> list[dict[str, float]]:
        """The codes of each claim; the claims of a payer share their look-ups."""
        together: dict[Codes, list[int]] = {}
        for nth, payer in enumerate(payer_ids):
            together.setdefault(self._codes(payer), []).append(nth)
        if len(together) == 1:
            claims = len(payer_ids)
            return next(iter(together)).odds(at_claims, met[:claims], found[:claims], lifts)
        told: list[dict[str, float]] = [{}] * len(payer_ids)
        for codes, those in together.items():
            lifted = {nth: lift.take(those, axis=0) for nth, lift in lifts.items()}
            theirs = codes.odds(at_claims.take(those, axis=0), met.take(those), found.take(those), lifted)
            for nth, one in zip(those, theirs, strict=True):
                told[nth] = one
        return told

    def _codes(self, payer_id: str) -> Codes:
        """The codes of a payer; payers of which nothing is known share theirs."""
        known = payer_id if payer_id in self._payers else None
        codes = self._codes_of.get(known)
        if codes is None:
            codes = self._codes_of[known] = Codes(self.hazards, known)
        return codes

    def raw(self, rows: Rows) -> Array:
        """Each hazard's raw score at each row, in log-odds, shape (rows, hazards)."""
        rows = self.select(rows)
        if self._forest is not None:
            return self._forest.scores(rows)
        return np.column_stack([booster.score(rows) for booster in self._boosters])

    def explain(self, rows: Rows) -> list[ExplainedLine]:
        """Each feature's exact share of each score (SHAP), line by line, and hazard by hazard within a line."""
        return self.explain_each([Wanted(rows, frozenset(self.hazard_names), range(len(rows)))])[0]

    def explain_each(self, wanted: Sequence[Wanted]) -> list[list[ExplainedLine]]:
        """The same of several claims at once, of each the scores that are wanted."""
        return self._explaining.each([replace(one, rows=self.select(one.rows)) for one in wanted])


def _columns(manifest: Manifest) -> npt.NDArray[np.intp] | None:
    """Where each column of the model stands in today's rows; ``None`` where they are the same."""
    known = features.names()
    if known == manifest.features:
        return None
    at = {name: column for column, name in enumerate(known)}
    if unknown := [name for name in manifest.features if name not in at]:
        raise folder.BundleError(
            f"the model was trained on features that this program does not know: {', '.join(unknown[:5])}"
            f"{' …' if len(unknown) > 5 else ''}; train anew, or use the version that trained it "  # noqa: PLR2004
            f"({manifest.built_with.get('cleanclaim', 'unknown')})"
        )
    return np.array([at[name] for name in manifest.features], dtype=np.intp)


def _mixtures(manifest: Manifest) -> dict[int, Mixture]:
    """The hazards that hold several kinds of refusal, by place; only columns that it was trained on are asked."""
    trained = frozenset(manifest.features)
    columns = [name if name in trained else "" for name in features.names()]
    found = {nth: Mixture(hazard, columns) for nth, hazard in enumerate(manifest.hazards)}
    return {nth: mixture for nth, mixture in found.items() if mixture.tells}
