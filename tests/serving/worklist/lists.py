"""Worklists on an empty store, with the embedded model and the shipped rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from models import EMBEDDED, Bundle
from rules import RuleSet
from serving.access.roles import ROLES, Role
from serving.offices import Offices
from serving.scorer import Scorer
from serving.store import Recorder, Store
from serving.worklist import Batch, Viewer, Watch, Worklist
from serving.worklist.watch import UNWATCHED
from tests.cli.command import ROOT

TODAY = date(2026, 7, 1)
EXAMPLES = ROOT / "examples"


def viewer(role: Role = "administrator", who: str = "ann", office: str = "main") -> Viewer:
    return Viewer(office, who, role, frozenset(ROLES[role]))


ANN = viewer()


@cache
def bundle() -> Bundle:
    return Bundle.load(EMBEDDED)


@cache
def ruleset() -> RuleSet:
    return RuleSet.load()


@contextmanager
def worklist(store: Store, folder: Path, *, model: bool = True, watch: Watch = UNWATCHED) -> Iterator[Worklist]:
    """One process's."""
    offices = Offices(store, lambda _: Scorer(bundle() if model else None, ruleset(), clock=lambda: TODAY))
    recorder = Recorder(store, folder / "spool")
    made = Worklist(store, offices, recorder, watch=watch, clock=lambda: TODAY)
    yield made
    made.close()
    recorder.close()


def dropped(made: Worklist, *names: str, by: Viewer = ANN) -> Batch:
    """A batch of example files, read to its end."""
    taken = made.take(by, [(name, [(EXAMPLES / name).read_bytes()]) for name in names])
    made.settle()
    return made.batch(by, taken.id)
