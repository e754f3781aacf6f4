"""Places where bundles are published and servers look for them: a folder, or the same files behind a URL.

::

    PLACE/champion.json      which version scores
    PLACE/challenger.json    which version scores beside it, on record only; absent where there is none
    PLACE/VERSION/           a bundle's folder, never changed once it stands there
    PLACE/VERSION-office/    what its office sent before (see ``models.office``); in folders alone, never behind a URL
    PLACE/decisions.jsonl    who let which version in, and why (see ``models.decisions``)
    PLACE/offices/NAME/      the same again for one office that has models of its own
    PLACE/.lock              who holds it changes these (see ``models.alone``); in folders alone

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

from models import alone, decisions, web
from models.bundle import Bundle
from models.copying import copy, settle
from models.folder import MANIFEST, RUN, BundleError
from models.manifest import Manifest
from models.place import read, take_away, why, write

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
    decision: str = ""
    """SHA-256 of the line of ``decisions.jsonl`` that let it in; empty where none was written."""

    @property
    def line(self) -> tuple[str, ...]:
        """The versions that it came after, the last one first; a notice that was written before kept but one."""
        return self.earlier or ((self.before,) if self.before else ())


def notice(place: str | Path, alias: Alias = "champion") -> Notice | None:
    """Which version an alias stands for at a place; ``None`` where none was published.

    Raises:
        BundleError: the place cannot be reached, or what stands there is no notice.
    """
    return _noticed(place, alias)[1]


def standing(place: str | Path) -> Notice:
    """The notice of the champion of a place that must have one.

    Raises:
        BundleError: it has none, cannot be reached, or what stands there is no notice.
    """
    found = notice(place)
    if found is None:
        raise BundleError(f"nothing is published at {web.shown(place)}: there is nothing to go back from")
    return found


def check_place(place: str | Path) -> None:
    """See that models and decisions can be written to a folder, before long work that ends there.

    A URL tells whether it takes anything when something is put there.

    Raises:
        BundleError: they cannot.
    """
    if web.is_url(place):
        return
    folder = Path(place)
    try:
        there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
        if not there.is_dir():
            raise BundleError(f"{place} cannot be written ({there} is no folder): name another place")
        files = (folder / name for name in (decisions.NAME, alone.NAME))
        barred = [one for one in (there, *files) if one.exists() and not os.access(one, os.W_OK)]
    except OSError as error:
        raise BundleError(f"{place} cannot be written ({why(error)})") from error
    if barred:
        raise BundleError(f"{place} cannot be written ({barred[0]} may not be changed by you): see who owns it")


def publish(
    bundle: Path,
    place: str | Path,
    alias: Alias = "champion",
    *,
    version: str = "",
    over: str | None = None,
    decision: str = "",
) -> Notice:
    """Publish a bundle under an alias: first its files, then the notice that names it.

    A challenger that becomes champion is challenger no more.

    Args:
        bundle: its folder.
        place: a folder or URL.
        alias: under which it is published.
        version: which one the bundle must be, where another may have come to its folder meanwhile.
        over: the version that must stand there until now, ``""`` for none; without it, whatever does.
        decision: SHA-256 of the line of ``decisions.jsonl`` that lets it in.

    Raises:
        BundleError: the bundle is damaged or another, the place cannot be written, or another version stands there.
    """
    found = Bundle.load(bundle).version
    if version and found != version:
        raise BundleError(f"{bundle} was replaced meanwhile: it holds {found}, and {version} was asked for")
    version = found
    try:
        stood, now = _noticed(place, alias)
        if over is not None and (now.version if now else "") != over:
            raise BundleError(f"{now.version if now else 'nobody'} is {alias} at {web.shown(place)} meanwhile")
    except DamagedError:
        stood, now = None, None
    if now is not None and now.version == version:
        return now
    line = (now.version, *now.line)[:KEPT] if now else ()
    new = Notice(version, datetime.now(UTC), line[0] if line else "", line, decision)
    try:
        if web.is_url(place):
            for file in _files(bundle):
                web.put(f"{place}/{version}/{file}", (bundle / file).read_bytes())
        else:
            copy(bundle, Path(place) / version)
        write(place, f"{alias}.json", msgspec.json.encode(new), stood)
    except OSError as error:
        raise BundleError(f"{web.shown(place)} cannot be written ({why(error)})") from error
    if alias == "champion" and (rival := notice(place, "challenger")) and rival.version == version:
        withdraw(place)
    return new


def before(place: str | Path, cache: Path) -> Notice:
    """The notice of the version before, which was looked at: nobody is sent to one that cannot be used.

    Args:
        place: where it was published.
        cache: a folder for what stands behind a URL.

    Raises:
        BundleError: there is none before, or it cannot be used.
    """
    now = standing(place)
    if not now.line:
        raise BundleError(f"{now.version} is the first version at {web.shown(place)}: there is none to go back to")
    version, *line = now.line
    Bundle.load(fetch(place, version, cache))
    return Notice(version, datetime.now(UTC), line[0] if line else "", tuple(line))


def back(place: str | Path, to: Notice, over: str) -> None:
    """Let the version before be champion again; once more goes further back.

    Args:
        place: where it was published.
        to: what :func:`before` gave, with the decision that goes back.
        over: the version that is champion until now.

    Raises:
        BundleError: the place cannot be written, or another version stands there.
    """
    stood, now = _noticed(place)
    if now is None or now.version != over:
        raise BundleError(f"{now.version if now else 'nobody'} is champion at {web.shown(place)} meanwhile")
    try:
        write(place, "champion.json", msgspec.json.encode(to), stood)
    except OSError as error:
        raise BundleError(f"{web.shown(place)} cannot be written ({why(error)})") from error


def withdraw(place: str | Path, alias: Alias = "challenger") -> None:
    """End an alias at a place, if it stands for anything there.

    Raises:
        BundleError: the place cannot be written.
    """
    try:
        take_away(place, f"{alias}.json")
    except OSError as error:
        raise BundleError(f"{web.shown(place)} cannot be written ({why(error)})") from error


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
        settle(new, kept)
    except (OSError, msgspec.DecodeError) as error:
        raise BundleError(f"version {version} at {web.shown(place)} cannot be fetched ({why(error)})") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return kept


def run_of(place: str | Path, version: str) -> dict[str, str]:
    """What differs from run to run of a published version, such as where it was logged; empty where it tells nothing.

    Raises:
        BundleError: it cannot be read.
    """
    try:
        found = read(place, f"{version}/{RUN}").content
        return msgspec.json.decode(found, type=dict[str, str]) if found else {}
    except (OSError, msgspec.DecodeError) as error:
        raise BundleError(f"{RUN} of {version} at {web.shown(place)} cannot be read ({why(error)})") from error


def stands(place: str | Path, version: str) -> bool:
    """Whether a version was published at a place, whichever an alias stands for.

    Raises:
        BundleError: the place cannot be read.
    """
    try:
        return read(place, f"{version}/{MANIFEST}").content is not None
    except OSError as error:
        raise BundleError(f"{web.shown(place)} cannot be read ({why(error)})") from error


def of_office(place: str | Path, name: str) -> str:
    """Where the models of one office stand, if it has some of its own."""
    return f"{str(place).rstrip('/')}/offices/{name}"


def _files(bundle: Path) -> list[str]:
    manifest = msgspec.json.decode((bundle / MANIFEST).read_bytes(), type=Manifest)
    return [*manifest.files, *([RUN] if (bundle / RUN).exists() else []), MANIFEST]


def _noticed(place: str | Path, alias: Alias = "champion") -> tuple[web.Found, Notice | None]:
    try:
        found = read(place, f"{alias}.json")
    except OSError as error:
        raise BundleError(f"{web.shown(place)} cannot be read ({why(error)})") from error
    if found.content is None:
        return found, None
    try:
        return found, msgspec.json.decode(found.content, type=Notice)
    except msgspec.DecodeError as error:
        raise DamagedError(
            f"{alias}.json at {web.shown(place)} is damaged ({error}): publish the model again"
        ) from error
