"""What each part of the model is worth: the same office, trained and measured with one thing left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.quality.bench import Bench, Office
from benchmarks.quality.figures import figures
from benchmarks.quality.frames import Frames, Read, framed
from benchmarks.quality.offices import folder_of
from benchmarks.quality.truth import Truth, truth_of
from benchmarks.quality.variants import LOOKED_AT, VARIANTS, Variant

QUICK = frozenset({"whole", "no lines of other offices", "no shrinkage", "one row a claim", "no keys by modifiers"})
"""What a quick run leaves out: one of each sort."""


class Left(Struct, frozen=True):
    """One variant on one office."""

    skill: float | None = None
    auroc: float | None = None
    off: float | None = None
    """Calibration error."""
    failed: str = ""
    """Why there are no figures."""


def ablations(bench: Bench, office: Office) -> dict[str, Left]:
    """By the variant's name."""
    chosen = [
        one
        for one in (*VARIANTS, *(LOOKED_AT if office in bench.keyed else ()))
        if not bench.quick or one.name in QUICK
    ]
    made_from = bench.made_from(office, "ablations", "variants", "frames")
    place = bench.keep(f"ablations-{office.name}", made_from, lambda to: _make(bench, office, chosen, to))
    return msgspec.json.decode((place / "left.json").read_bytes(), type=dict[str, Left])


def _make(bench: Bench, office: Office, chosen: Sequence[Variant], to: Path) -> None:
    folder = folder_of(bench, office)
    read, truth = Read.of(folder), truth_of(folder)
    whole = framed(read)
    left = {variant.name: _without(variant, read, whole, truth) for variant in chosen}
    (to / "left.json").write_bytes(msgspec.json.encode(left))


def _without(variant: Variant, read: Read, whole: Frames, truth: Truth) -> Left:
    try:
        with variant.in_place():
            frames = framed(read, variant.history, variant.sent) if variant.lived_anew else whole
            found = figures(truth, truth.aligned(frames.changed(variant.of).odds(variant.parameters)))
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # one that no longer fits must not end the rest
        return Left(failed=f"{type(error).__name__}: {error}")
    return Left(found.skill, found.auroc, found.off)
