"""Which model a command uses: a folder, what an MLflow URI names, else the embedded one."""

from __future__ import annotations

from pathlib import Path

import click

from models import EMBEDDED, BundleError
from serving.load import bundle

SIMULATED = (
    "Note: scored with the embedded model, which learnt from simulated claims. It is good for a first look; "
    "train your own with 'cleanclaim train'."
)


def model_folder(asked: str | None) -> Path:
    """The folder of the model that was asked for, known to be a sound bundle.

    Raises:
        click.ClickException: there is none, it is damaged, or the URI cannot be resolved here.
    """
    folder = EMBEDDED if asked is None else fetched(asked) if ":/" in asked else Path(asked)
    try:
        bundle(folder)
    except BundleError as error:
        raise click.ClickException(str(error)) from error
    if asked is None:
        click.echo(SIMULATED, err=True)
    return folder


def fetched(uri: str) -> Path:
    """The local folder of an MLflow model, such as ``models:/cleanclaim@champion``.

    Raises:
        click.ClickException: MLflow is not installed, or does not know the model.
    """
    try:
        from training.registry import fetch
    except ImportError as error:
        raise click.ClickException(
            f"--model {uri} needs MLflow, which is not installed: pip install 'cleanclaim[train]', or name a folder"
        ) from error
    try:
        return fetch(uri)
    except Exception as error:
        raise click.ClickException(f"cannot get the model {uri}: {error}") from error
