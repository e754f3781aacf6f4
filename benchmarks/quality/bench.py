"""What one run of the benchmark is asked: which offices, which sizes, and where its results are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from benchmarks.quality.kept import PRODUCT, ROOT, digest, kept

BUILD = ROOT / "build" / "quality"
FIRST_SEED = 501
"""Seeds from here on: none that the embedded model, or a developer at his desk, has met."""


class NotMeasuredError(RuntimeError):
    """A result is not there."""


class Office(Struct, frozen=True):
    """An office to be judged on: made up by our simulator, or a folder in the same layout."""

    claims: int
    """First submissions that the simulator makes; 0 for a folder."""
    seed: int = 0
    folder: Path | None = None

    @property
    def name(self) -> str:
        """For file names and tables."""
        return self.folder.name if self.folder else f"{self.claims}-{self.seed}"

    @property
    def made_from(self) -> str:
        """What tells it from other offices of the same name."""
        if self.folder is None:
            return self.name
        return hashlib.sha256((self.folder / "truth.csv.gz").read_bytes()).hexdigest()


def several(claims: int, count: int, first: int = FIRST_SEED) -> tuple[Office, ...]:
    """Simulated offices of one size."""
    return tuple(Office(claims, first + at) for at in range(count))


class Bench(Struct, frozen=True):
    """One run."""

    build: Path = BUILD
    offices: tuple[Office, ...] = (*several(12_000, 5), *several(20_000, 3), *several(40_000, 2))
    """Judged one by one."""
    small: tuple[Office, ...] = several(12_000, 3)
    """On which one step after the other is left out."""
    keyed: tuple[Office, ...] = several(12_000, 2)
    """Some of these, on which the keys of one field after the other are left out as well."""
    peered: tuple[Office, ...] = (*several(12_000, 3), *several(20_000, 1), *several(40_000, 1))
    """On which other models are fitted too."""
    sizes: tuple[Office, ...] = (*several(2_000, 4), *several(5_000, 3), Office(100_000, FIRST_SEED))
    """Further sizes, for the learning curve."""
    ageing: tuple[Office, ...] = several(12_000, 2)
    """On which training ends early, and every month after is measured."""
    quick: bool = False
    """Sizes for tests: leaves out what needs a network or minutes."""

    only_kept: bool = False
    """Whether to take what is kept and do no work: what failed is not tried again when the report is written."""

    def keep(self, name: str, made_from: Iterable[object], make: Callable[[Path], object]) -> Path:
        """The folder that ``make`` filled, now or in an earlier run: see :func:`benchmarks.quality.kept.kept`.

        Raises:
            NotMeasuredError: it is not there and no work is to be done.
        """
        home = self.build / "kept"

        def nothing(_: Path) -> None:
            raise NotMeasuredError(f"the work on {name} failed or was not done")

        return kept(home, name, made_from, nothing if self.only_kept else make)

    def made_from(self, office: Office, *modules: str) -> tuple[object, ...]:
        """What a result on an office depends on: the product, the office, and the benchmark's own modules."""
        own = digest(*(f"benchmarks/quality/{module}.py" for module in modules))
        return (digest(*PRODUCT), office.made_from, own, self.quick)


def on_folders(build: Path, folders: list[Path], quick: bool = False) -> Bench:
    """A run on unpacked offices instead of our own; it has no learning curve, for an office has one size."""
    offices = tuple(Office(0, folder=folder.resolve()) for folder in folders)
    return Bench(build, offices, small=offices, keyed=offices, peered=offices, sizes=(), ageing=offices, quick=quick)


def scaled(bench: Bench, scale: float) -> Bench:
    """The same run on offices of so many times the size: a tenth for a first look."""

    def those(offices: tuple[Office, ...]) -> tuple[Office, ...]:
        return tuple(structs.replace(one, claims=round(one.claims * scale)) for one in offices)

    names = ("offices", "small", "keyed", "peered", "sizes", "ageing")
    return structs.replace(bench, **{name: those(getattr(bench, name)) for name in names})


def quick(build: Path) -> Bench:
    """A run of seconds."""
    tiny = several(900, 1)
    return Bench(build, tiny, small=tiny, keyed=tiny, peered=tiny, sizes=(), ageing=tiny, quick=True)


Job = tuple[str, Callable[[Bench, Any], object], Office | None]
"""What it is called, the work, and the office that it is done on, where it needs one."""
