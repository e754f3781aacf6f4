"""Where a model is to stand: a place, and the office that it is for; and what can be written there."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import click

from models import web
from models.published import DamagedError, notice, of_office

OFFICES = "offices"


class Where(NamedTuple):
    """A place, and the office whose model is meant there."""

    place: str
    """The folder or URL of all offices."""
    office: str = ""
    """Empty where the model of all offices is meant."""

    @property
    def target(self) -> str:
        """Where its files stand."""
        return of_office(self.place, self.office) if self.office else self.place


def whereabouts(place: str, office: str | None) -> Where:
    """What ``--to`` and ``--office`` mean.

    The folder of one office, named as a place, is that office's: else its first own model would be a first one, and no
    gate would hold it against the model that the office is served with.

    Raises:
        BundleError: the place cannot be read.
        click.UsageError: no office can have that name, or two are named.
    """
    from serving.access.caller import OFFICE

    if office is not None and not OFFICE.fullmatch(office):
        raise click.UsageError("an office's name is made of up to 40 of a-z, 0-9 and -, such as main or north-clinic")
    place = place.rstrip("/") or place
    outer, name = _apart(place)
    if not name or not _published(outer):
        return Where(place, office or "")
    if office is not None:
        raise click.UsageError(f"{web.shown(place)} is the place of the office {name} already: leave out --office")
    return Where(outer, name)


def check_writable(file: Path | None) -> None:
    """See that a file can be written.

    Raises:
        click.ClickException: it cannot.
    """
    if file is None:
        return
    why = ""
    if not os.path.isdir(file.parent):  # noqa: PTH112  it says no where it may not look, and raises nothing
        why = f"{file.parent} is no folder"
    elif not os.access(file.parent, os.W_OK | os.X_OK) and not os.access(file, os.W_OK):
        why = f"{file.parent} may not be written to by you"
    elif os.path.exists(file) and not os.access(file, os.W_OK):  # noqa: PTH110  as above
        why = "it may not be changed by you"
    if why:
        raise click.ClickException(f"{file} cannot be written ({why}): name another file")


def _apart(place: str) -> tuple[str, str]:
    """The place around an office's own, and the office; no name where it has not the form of one."""
    parts = urlsplit(place) if web.is_url(place) else None
    path = PurePosixPath(posixpath.normpath(unquote(parts.path))) if parts else Path(place).resolve()
    if path.parent.name != OFFICES:
        return place, ""
    outer = str(path.parent.parent)
    return (urlunsplit(parts._replace(path=quote(outer).rstrip("/"))) if parts else outer), path.name


def _published(place: str) -> bool:
    try:
        return notice(place) is not None
    except DamagedError:
        return True
