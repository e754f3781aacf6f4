"""Scorers from what lies on disk, by functions that another process can be told by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from models import Bundle
from rules import RuleSet
from serving.scorer import Scorer


def rules_alone() -> Scorer:
    """A scorer without a model, for checks."""
    return Scorer(None, RuleSet.load())


def with_model(folder: Path) -> Scorer:
    """A scorer with the bundle of a folder.

    Raises:
        BundleError: it is no bundle, is damaged, or is of another version.
    """
    return Scorer(bundle(folder), RuleSet.load())


@cache
def bundle(folder: Path) -> Bundle:
    """The bundle of a folder, read once in a process.

    Raises:
        BundleError: as above.
    """
    return Bundle.load(folder)
