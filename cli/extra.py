"""What to say when the training libraries are not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

OF_THE_EXTRA = frozenset({"matplotlib", "mlflow", "pandas", "pyarrow", "sklearn", "shap"})


@contextmanager
def training_extra() -> Iterator[None]:
    """Turn the want of a library of the training extra into words.

    Raises:
        click.ClickException: one is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in OF_THE_EXTRA:
            raise
        raise click.ClickException(
            f"this needs {error.name}, which is not installed: pip install 'cleanclaim[train]'"
        ) from error
