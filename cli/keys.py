"""``cleanclaim keys``: who may call the service."""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from cli.options import STORE

if TYPE_CHECKING:
    from serving.access.roles import Role
    from serving.store import Store

SCOPES = ("score", "outcomes", "patients", "override", "admin")
ROLES = ("biller", "lead", "analyst", "administrator")


def _apart(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """``--scope score --scope outcomes`` and ``--scope score,outcomes`` mean the same."""
    words = [word.strip() for text in given for word in text.split(",")]
    choice = click.Choice(SCOPES)
    return tuple(dict.fromkeys(choice.convert(word, param, ctx) for word in words))


@click.group()
def keys() -> None:
    """Make, list and revoke the keys by which systems may call the service."""


@keys.command()
@click.option("--office", default="main", show_default=True, metavar="NAME", help="Whose claims the key is for.")
@click.option("--name", required=True, metavar="TEXT", help="What the key is for, for those who read the list.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    callback=_apart,
    metavar=f"[{'|'.join(SCOPES)}]",
    help="What it may do; give it once for each, or part them by commas. score: score claims; outcomes: record what "
    "was sent, answered and done; patients: read what is on record; override: send what is held, on the page; admin: "
    "run the service, read its metrics.",
)
@click.option("--role", type=click.Choice(ROLES), help="What somebody may do on the page: the scopes that go together.")
@STORE
def make(office: str, name: str, scopes: tuple[str, ...], role: Role | None, store: str | None) -> None:
    """Make a key, and print it: this is the only time that it can be seen.

    A system presents it as "Authorization: Bearer KEY" or "X-API-Key: KEY". From the first key on, everybody who calls
    the service must present one; a running service takes it within seconds. The key alone goes to standard output, so
    that it can be piped to where secrets are kept; the rest goes to standard error.
    """
    if not scopes and role is None:
        raise click.UsageError("say what the key may do: --scope, once for each, or --role")
    from serving.access import roles
    from serving.access.keys import BadKeyError, listed
    from serving.access.keys import make as make_key

    with _open(store, made=False) as opened:
        new = not listed(opened, office)
        try:
            key = make_key(opened, office, name, {*scopes, *(roles.ROLES[role] if role else ())}, _me())
        except BadKeyError as error:
            raise click.ClickException(str(error)) from error
    click.echo(key)
    of = f"of {office}, which had no key before" if new else f"of {office}"
    click.echo(f"This key {of} is shown this once: keep it where secrets are kept.", err=True)


@keys.command(name="list")
@click.option("--office", metavar="NAME", help="Of one office alone.")
@STORE
def list_keys(office: str | None, store: str | None) -> None:
    """List all keys that were ever made, revoked ones among them.

    One a line: id, office, scopes, what it is for, when and by whom it was made, used last, and revoked.
    """
    from serving.access.keys import listed

    with _open(store) as opened:
        for key in listed(opened, office):
            made = f"made {_minute(key.made_at)} by {key.made_by}"
            used = f"used {_minute(key.last_used_at)}" if key.last_used_at else "never used"
            ended = f", revoked {_minute(key.revoked_at)} by {key.revoked_by}" if key.revoked_at else ""
            click.echo(f"{key.id}  {key.office}  {','.join(key.scopes)}  {key.name}: {made}, {used}{ended}")


@keys.command()
@click.argument("key_id", metavar="ID")
@STORE
def revoke(key_id: str, store: str | None) -> None:
    """Revoke the key of that ID; it ends to work within five seconds.

    The ID is what stands between the two underscores of the key, and on every record of what it did.
    """
    from serving.access.keys import revoke as revoke_key

    with _open(store) as opened:
        key = revoke_key(opened, key_id, _me())
    if key is None:
        raise click.ClickException("there is no key of that id; cleanclaim keys list shows them")
    assert key.revoked_at is not None
    click.echo(f"{key.id} ({key.name}) was revoked {_minute(key.revoked_at)} by {key.revoked_by}")


@contextmanager
def _open(url: str | None, *, made: bool = True) -> Iterator[Store]:
    from serving.store import Store, StoreError, store_url

    try:
        store = Store.open(url or store_url(), made=made)
        try:
            yield store
        finally:
            store.close()
    except StoreError as error:
        raise click.ClickException(str(error)) from error


def _me() -> str:
    """Who runs the command, for the record."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        name = str(os.getuid())
    return f"{name}@{socket.gethostname()}"


def _minute(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
