"""Whether the server may start as it is asked to."""

from __future__ import annotations

import os
from pathlib import Path

import click


def require_safety(host: str, certfile: Path | None, keyfile: Path | None, *, behind_proxy: bool) -> None:
    """See that nobody reads claims on their way, nor calls without saying who he is.

    Raises:
        click.ClickException: it must not start so; what to do.
    """
    from models import SettingError
    from serving.access import start
    from serving.access.settings import ALWAYS_ASK
    from serving.store import StoreError

    try:
        if start.check(host, certfile, keyfile, behind_proxy=behind_proxy):
            os.environ[ALWAYS_ASK] = "1"
    except (start.UnsafeError, SettingError, StoreError) as error:
        raise click.ClickException(str(error)) from error
    if keyfile is not None and start.others_may_read(keyfile):
        click.echo(f"{keyfile}: everybody on this machine may read this private key; chmod 600 it", err=True)
