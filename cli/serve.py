"""``cleanclaim serve``: the HTTP API."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import click

from cli.fees import FEES, contract_here
from cli.options import MODEL, PAYERS, STORE

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(short_help="Serve the HTTP API on this machine.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen. Anything but loopback needs callers who say who they are, and TLS; see docs/access.md.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free port.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Server processes.")
@click.option("--ssl-certfile", "certfile", type=FILE, help="The server's certificate and its chain, PEM.")
@click.option("--ssl-keyfile", "keyfile", type=FILE, help="Its private key, PEM, without a password.")
@click.option("--behind-proxy", is_flag=True, help="A proxy in front of this server does TLS.")
@click.option(
    "--example",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Show the 837s of a folder as a first batch on the page, where there is none yet and nobody needs a key.",
)
@STORE
@MODEL
@PAYERS
@FEES
def serve(
    host: str,
    port: int,
    workers: int,
    certfile: Path | None,
    keyfile: Path | None,
    behind_proxy: bool,
    example: Path | None,
    store: str | None,
    model: str | None,
    payers: tuple[Path, ...],
    fees: Path | None,
) -> None:
    """Serve the API on this machine: POST one claim in JSON to /v1/score, a file to /v1/score/batch."""
    gc.disable()  # what is read from here on stays, and need not be walked through; serving.server lets it work again
    from tempfile import TemporaryDirectory

    from cli.safety import require_safety
    from models import BundleError, SettingError
    from models.contract import SETTING
    from rules import RuleFileError
    from rules.office import share_payers
    from rules.reference.store import StoreError as ReferenceDataError
    from serving.api.tracing import MissingError
    from serving.published import rules
    from serving.server import PortError, run
    from serving.store import StoreError
    from serving.store.url import SETTING as STORE_URL

    if store is not None:
        os.environ[STORE_URL] = store
    require_safety(host, certfile, keyfile, behind_proxy=behind_proxy)
    share_payers(payers)
    if fees is not None:
        os.environ[SETTING] = str(fees.resolve())
    contract_here(None)
    with TemporaryDirectory(prefix="cleanclaim-") as folder:
        try:
            rules.as_they_stand()  # a faulty file is told now, not by a server process
            place = _place(model, Path(folder))
            if example is not None:
                _keep_example(example)
            run(host, port, workers, place, certfile=certfile, keyfile=keyfile, behind_proxy=behind_proxy)
        except (
            BundleError,
            SettingError,
            RuleFileError,
            ReferenceDataError,
            StoreError,
            MissingError,
            PortError,
        ) as error:
            raise click.ClickException(str(error)) from error


def _keep_example(folder: Path) -> None:
    """Keep the example claims, where nobody's own could ever stand beside them.

    Raises:
        StoreError: the store cannot be used.
    """
    from datetime import date

    from serving.access import Access
    from serving.store import Store, store_url
    from serving.worklist.intake import keep_example

    opened = Store.open(store_url())
    access = Access.here(opened)
    if not access.required:
        keep_example(opened, folder, date.today())  # noqa: DTZ011  the office's own calendar day
    access.close()
    opened.close()


def _place(model: str | None, folder: Path) -> Path | str:
    """Where the server's model stands, and is watched: as it was named; one of MLflow in a folder of its own.

    Raises:
        click.ClickException: there is no model.
    """
    from cli.model import MLFLOW, model_of, sent_before
    from models import EMBEDDED, web
    from models.folder import MANIFEST
    from serving.published.sources import as_it_stands

    if model is not None and model.startswith(MLFLOW):
        return model_of(model).save(folder / "bundle")
    if model is not None and (web.is_url(model) or not (Path(model) / MANIFEST).is_file()):
        return model if web.is_url(model) else Path(model)  # bundles are published there
    model_of(model, as_it_stands)  # one that is damaged is told now
    sent_before(model)
    return EMBEDDED if model is None else Path(model)
