"""What goes wrong in training, in words: libraries that are not installed, too little data, files, disks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

OF_THE_EXTRA = frozenset({"matplotlib", "mlflow", "optuna", "pandas", "pyarrow", "sklearn", "shap"})

IN_WORDS = frozenset(
    {"BundleError", "ParametersError", "RuleFileError", "StoreError", "TrainingDataError", "TuningError"}
)
"""Errors whose message is a sentence for the user. By name: to import them would import what may be missing."""


@contextmanager
def training_extra() -> Iterator[None]:
    """Turn the want of a library of the training extra, of data, or of a file, into words.

    Raises:
        click.ClickException: with those words.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in OF_THE_EXTRA:
            raise
        raise click.ClickException(
            f"this needs {error.name}, which is not installed: "
            f"{sys.executable} -m pip install --constraint constraints.txt --editable '.[train]'"
        ) from error
    except ValueError as error:
        if type(error).__name__ not in IN_WORDS:
            raise
        raise click.ClickException(str(error)) from error
    except OSError as error:
        if isinstance(error, BrokenPipeError):  # who reads has enough; click ends in silence
            raise
        raise click.ClickException(_in_words(error)) from error


def _in_words(error: OSError) -> str:
    """What could not be read or written, why, and what to do; one that says so itself has no number."""
    if error.strerror is None:
        return str(error)
    what = (
        f"{error.filename} cannot be read or written"
        if error.filename is not None
        else "something cannot be read or written"
    )
    return f"{what} ({error.strerror}): see that it is there, that you may, and that the disk has room"
