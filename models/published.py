"""Places where bundles are published and servers look for them: a folder, or the same files behind a URL.

::

    PLACE/champion.json      which version scores
    PLACE/challenger.json    which version scores beside it, on record only; absent where there is none
    PLACE/VERSION/           a bundle's folder, never changed once it stands there
    PLACE/VERSION-office/    what its office sent before (see ``models.office``); in folders alone, never behind a URL
    PLACE/decisions.jsonl    who let which version in, and why (see ``models.decisions``)
    PLACE/offices/NAME/      the same again for one office that has models of its own

A bundle is put there before the notice that names it, and a notice is replaced in one step. So a reader sees the old
version or the new one, whole. Any web server can hand out such a folder; one that takes ``PUT`` can be published to.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from models import office, web
from models.bundle import Bundle
from models.folder import MANIFEST, RUN, BundleError
from models.manifest import Manifest

Alias = Literal["champion", "challenger"]
"""``champion``: the model whose odds are told. ``challenger``: one that scores beside it, recorded and not shown."""


KEPT = 20
"""Versions to which one can go back."""


class DamagedError(BundleError):
    """What stands there is no notice; publishing puts a new one in its place."""


class Notice(Struct, frozen=True, omit_defaults=True):
    """Which version an alias stands for."""

    version: Annotated[str, Meta(pattern="^[0-9A-Za-z-]{1,64}$")]
    """It names a folder, so it is a plain word."""
    since: datetime
    before: str = ""
    """The version to which :func:`back` goes; empty for the first."""
    earlier: tuple[str, ...] = ()
    """That one and those before it, the last one first."""

    @property
    def line(self) -> tuple[str, ...]:
        """The versions that it came after, the last one first; a notice that was written before kept but one."""
        return self.earlier or ((self.before,) if self.before else ())


def notice(place: str | Path, alias: Alias = "champion") -> Notice | None:
    """Which version an alias stands for at a place; ``None`` where none was published.

    Raises:
        BundleError: the place cannot be reached, or what stands there is no notice.
    """
    try:
        found = _read(str(place), f"{alias}.json")
    except OSError as error:
        raise BundleError(f"{_shown(place)} cannot be read ({_why(error)})") from error
    if found is None:
        return None
    try:
        return msgspec.json.decode(found, type=Notice)
    except msgspec.DecodeError as error:
        raise DamagedError(f"{alias}.json at {_shown(place)} is damaged ({error}): publish the model again") from error


def publish(bundle: Path, place: str | Path, alias: Alias = "champion") -> Notice:
    """Publish a bundle under an alias: first its files, then the notice that names it.

    A challenger that becomes champion is challenger no more.

    Raises:
        BundleError: the bundle is damaged, or the place cannot be written.
    """
    version = Bundle.load(bundle).version
    try:
        now = notice(place, alias)
    except DamagedError:
        now = None
    if now is not None and now.version == version:
        return now
    line = (now.version, *now.line)[:KEPT] if now else ()
    new = Notice(version, datetime.now(UTC), line[0] if line else "", line)
    try:
        if web.is_url(place):
            for file in _files(bundle):
                web.put(f"{place}/{version}/{file}", (bundle / file).read_bytes())
        else:
            _copy(bundle, Path(place) / version)
        _write(str(place), f"{alias}.json", msgspec.json.encode(new))
    except OSError as error:
        raise BundleError(f"{_shown(place)} cannot be written ({_why(error)})") from error
    if alias == "champion" and (rival := notice(place, "challenger")) and rival.version == version:
        withdraw(place)
    return new


def back(place: str | Path, cache: Path) -> Notice:
    """Let the version before be champion again; once more goes further back.

    Args:
        place: where it was published.
        cache: a folder for what stands behind a URL: the version is looked at before anybody is sent to it.

    Raises:
        BundleError: there is none before, it cannot be used, or the place cannot be written.
    """
    now = notice(place)
    if now is None:
        raise BundleError(f"nothing is published at {_shown(place)}: there is nothing to go back from")
    if not now.line:
        raise BundleError(f"{now.version} is the first version at {_shown(place)}: there is none to go back to")
    version, *line = now.line
    Bundle.load(fetch(place, version, cache))
    new = Notice(version, datetime.now(UTC), line[0] if line else "", tuple(line))
    try:
        _write(str(place), "champion.json", msgspec.json.encode(new))
    except OSError as error:
        raise BundleError(f"{_shown(place)} cannot be written ({_why(error)})") from error
    return new


def withdraw(place: str | Path, alias: Alias = "challenger") -> None:
    """End an alias at a place, if it stands for anything there.

    Raises:
        BundleError: the place cannot be written.
    """
    try:
        if web.is_url(place):
            web.delete(f"{place}/{alias}.json")
        else:
            (Path(place) / f"{alias}.json").unlink(missing_ok=True)
    except OSError as error:
        raise BundleError(f"{_shown(place)} cannot be written ({_why(error)})") from error


def fetch(place: str | Path, version: str, cache: Path) -> Path:
    """The folder of a published version: where it stands, or for a URL a copy in the folder ``cache``.

    Raises:
        BundleError: it is not there, or cannot be read.
    """
    if not web.is_url(place):
        return Path(place) / version
    kept = cache / version
    if kept.is_dir():
        return kept
    cache.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{version}-", dir=cache))
    try:
        manifest = web.get(f"{place}/{version}/{MANIFEST}")
        files = msgspec.json.decode(manifest or b"", type=Manifest).files
        (new / MANIFEST).write_bytes(manifest or b"")
        for name in (*files, RUN):
            content = web.get(f"{place}/{version}/{Path(name).name}")
            if content is not None:
                (new / Path(name).name).write_bytes(content)
        Bundle.load(new)  # whole and unchanged, or not kept
        _settle(new, kept)
    except (OSError, msgspec.DecodeError) as error:
        raise BundleError(f"version {version} at {_shown(place)} cannot be fetched ({_why(error)})") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return kept


def of_office(place: str | Path, name: str) -> str:
    """Where the models of one office stand, if it has some of its own."""
    return f"{str(place).rstrip('/')}/offices/{name}"


def _files(bundle: Path) -> list[str]:
    manifest = msgspec.json.decode((bundle / MANIFEST).read_bytes(), type=Manifest)
    return [*manifest.files, *([RUN] if (bundle / RUN).exists() else []), MANIFEST]


def _copy(bundle: Path, target: Path) -> None:
    """Copy a bundle, and the office's own folder beside it; what stands there already is left as it is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for source, to in ((office.beside(bundle), office.beside(target)), (bundle, target)):
        if source.is_dir() and not to.exists():
            new = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=target.parent))
            new.chmod(source.stat().st_mode & 0o777)
            for file in source.iterdir():
                shutil.copy2(file, new / file.name)
            _settle(new, to)


def _settle(new: Path, target: Path) -> None:
    try:
        new.replace(target)
    except OSError:  # another process was first: a version has one content
        if not target.is_dir():
            raise
        shutil.rmtree(new, ignore_errors=True)


def _read(place: str, name: str) -> bytes | None:
    if web.is_url(place):
        return web.get(f"{place.rstrip('/')}/{name}")
    try:
        return (Path(place) / name).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _write(place: str, name: str, content: bytes) -> None:
    if web.is_url(place):
        web.put(f"{place.rstrip('/')}/{name}", content)
        return
    handle, new = tempfile.mkstemp(prefix=f".{name}-", dir=place)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(new).chmod(0o644)
    Path(new).replace(Path(place) / name)


def _shown(place: str | Path) -> str:
    return web.without_password(str(place)) if web.is_url(place) else str(place)


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or getattr(error, "reason", None) or str(error)
