"""Where a server's model comes from, and a cheap way to see that it has changed there."""

from __future__ import annotations

import tempfile
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

from claims.sent import SentBefore
from models import Bundle, BundleError, office, published, web
from models.folder import MANIFEST
from serving.access.caller import MAIN
from serving.published.rounds import Round


class Source(Protocol):
    """One model, wherever it stands."""

    @property
    def whose(self) -> str:
        """The office that may know what stands beside it: its own, else the one whose server this is."""
        ...

    def sign(self) -> str:
        """What stands there now, in a word that changes with it; empty where nothing does.

        Raises:
            BundleError: it cannot be told.
        """
        ...

    def folder(self) -> Path:
        """The folder of the bundle that stands there now.

        Raises:
            BundleError: there is none, or it cannot be fetched.
        """
        ...


class Folder:
    """A bundle's own folder, as training writes it: replaced whole when a new one is trained."""

    whose = MAIN

    def __init__(self, path: Path) -> None:
        self._path = path

    def sign(self) -> str:
        """When and as what its ``bundle.json`` was written."""
        try:
            written = (self._path / MANIFEST).stat()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise BundleError(f"{self._path} cannot be read ({error.strerror})") from error
        return f"{written.st_ino}-{written.st_mtime_ns}-{written.st_size}"

    def folder(self) -> Path:
        """The folder itself."""
        return self._path


class Place:
    """A folder or URL to which bundles are published (:mod:`models.published`)."""

    def __init__(self, place: str, looks: Round, alias: published.Alias = "champion", whose: str = MAIN) -> None:
        self._place, self._looks, self._alias = place, looks, alias
        self.whose = whose

    def sign(self) -> str:
        """The version that the alias stands for."""
        notice = self._looks.notice(self._place, self._alias)
        return notice.version if notice else ""

    def folder(self) -> Path:
        """Where that version stands; from a URL it is fetched first."""
        version = self.sign()
        if not version:
            raise BundleError(f"no {self._alias} is published at {self._place}: see 'cleanclaim promote'")
        return published.fetch(self._place, version, Path(_fetched().name))


class Sources(NamedTuple):
    """What one office is served with."""

    champion: Source
    challenger: Source | None
    """``None`` where none can be."""


def sources_of(name: str, place: str | Path, shadow: str | Path | None, looks: Round) -> Sources:
    """Where an office's models come from.

    Args:
        name: of the office. One that has a place of its own, ``PLACE/offices/NAME``, is served from there.
        place: a bundle's own folder, or a folder or URL to which bundles are published.
        shadow: the same for a challenger; where it is ``None``, the challenger that is published where the champion is.
        looks: what was seen in this round already.

    Raises:
        BundleError: a place cannot be read.
    """
    rival = None if shadow is None else _one(shadow, looks)
    if isinstance(source := _one(place, looks), Folder):
        return Sources(source, rival)
    own = published.of_office(place, name)
    there, whose = (own, name) if looks.notice(own) else (str(place), MAIN)
    return Sources(Place(there, looks, whose=whose), rival or Place(there, looks, "challenger", whose))


def _one(place: str | Path, looks: Round) -> Source:
    if web.is_url(place) or not (Path(place) / MANIFEST).is_file():
        return Place(str(place), looks)
    return Folder(Path(place))


@lru_cache(maxsize=8)
def load(folder: Path, sign: str) -> Bundle:  # noqa: ARG001  what stood there under that sign
    """The bundle of a folder; offices that use the same one share it.

    Raises:
        BundleError: it is damaged, or newer than this program.
    """
    return Bundle.load(folder)


def as_it_stands(folder: Path | str) -> Bundle:
    """The bundle of a folder as it stands there now; who then serves it from there need not load it again.

    Raises:
        BundleError: it is damaged, or newer than this program.
    """
    path = Path(folder).resolve()
    return load(path, Folder(path).sign())


def sent_before(folder: Path) -> SentBefore | None:
    """What the office of a bundle's folder had sent, each time anew: it moves on with its office.

    Raises:
        BundleError: it is there and cannot be read.
    """
    return office.known(folder)


@cache
def _fetched() -> tempfile.TemporaryDirectory[str]:
    """Where bundles from URLs are kept while the process lives."""
    return tempfile.TemporaryDirectory(prefix="cleanclaim-models-")
