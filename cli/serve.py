"""``cleanclaim serve``: the HTTP API."""

from __future__ import annotations

import os
from pathlib import Path

import click

from cli.fees import FEES, contract_here
from cli.options import MODEL, PAYERS

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command(short_help="Serve the HTTP API on this machine.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="A loopback address: nobody is asked who he is yet."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free port.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Server processes.")
@MODEL
@PAYERS
@FEES
def serve(host: str, port: int, workers: int, model: str | None, payers: tuple[Path, ...], fees: Path | None) -> None:
    """Serve the API on this machine: POST one claim in JSON to /v1/score, a file to /v1/score/batch."""
    if host not in LOOPBACK:
        raise click.ClickException(
            f"--host {host} would let others on the network call, and the server does not ask who calls; "
            "use 127.0.0.1, or put a proxy in front that does"
        )
    from tempfile import TemporaryDirectory

    from cli.model import model_of, sent_before
    from cli.rules.in_force import rules_here
    from models import office
    from models.contract import SETTING
    from rules.office import share_payers
    from serving.server import run

    share_payers(payers)
    rules_here()  # a faulty file is told now, not by a server process
    if fees is not None:
        os.environ[SETTING] = str(fees.resolve())
    contract_here(None)
    with TemporaryDirectory(prefix="cleanclaim-") as folder:
        bundle = model_of(model).save(Path(folder) / "bundle")
        if (sent := sent_before(model)) is not None:
            office.keep(bundle, sent)
        run(host, port, workers, bundle)
