"""Which model a command uses: that of a folder, of an MLflow URI, else the embedded one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from claims.sent import SentBefore
from cli.extra import training_extra
from models import EMBEDDED, Bundle, BundleError, LightGBMError, SettingError, office
from models.review import in_force

MLFLOW = ("models:/", "runs:/")

NOT_SENT = (
    "Note: what the office sent before is not known, since no folder {folder} stands beside the model: repeats of "
    "earlier claims and the patients' earlier visits are not seen."
)

SIMULATED = (
    "Note: scored with the embedded model, which learnt from simulated claims. It is good for a first look; "
    "train your own with 'cleanclaim train'."
)


def model_of(asked: str | None, load: Callable[[Path | str], Bundle] = Bundle.load) -> Bundle:
    """The model that was asked for; a word of warning where none was.

    ``load`` reads a bundle's folder.

    Raises:
        click.ClickException: there is none, it is damaged, or the URI cannot be resolved here; or a setting that goes
            before the model's own numbers is not as it must be.
    """
    from serving.unheld import share_here

    try:
        bundle = _loaded(asked, load)
        in_force(bundle.review, os.environ)  # told now, before any work
        share_here(os.environ)
    except (BundleError, LightGBMError, SettingError) as error:
        raise click.ClickException(str(error)) from error
    return bundle


def _loaded(asked: str | None, load: Callable[[Path | str], Bundle]) -> Bundle:
    if asked is None:
        bundle = load(EMBEDDED)
        click.echo(SIMULATED, err=True)
        return bundle
    return from_mlflow(asked) if asked.startswith(MLFLOW) else load(asked)


def sent_before(asked: str | None) -> SentBefore | None:
    """What the office of a model's folder had sent; ``None`` where no index stands beside it, or there is no folder.

    Raises:
        click.ClickException: it is there and cannot be read.
    """
    if asked is None or asked.startswith(MLFLOW):
        return None
    try:
        sent = office.known(asked)
    except BundleError as error:
        raise click.ClickException(str(error)) from error
    if sent is None:
        click.echo(NOT_SENT.format(folder=office.beside(asked).name), err=True)
    return sent


def from_mlflow(uri: str) -> Bundle:
    """The model of a URI, such as ``models:/cleanclaim/1``.

    Raises:
        click.ClickException: MLflow is not installed, or does not know the model.
        BundleError: what MLflow gives is no bundle.
    """
    with training_extra():
        from mlflow.exceptions import MlflowException

        from training import load_bundle

        try:
            return load_bundle(uri)
        except (MlflowException, OSError) as error:
            raise click.ClickException(f"cannot get the model {uri} from MLflow: {error}") from error
