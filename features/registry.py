"""What a feature is: one small function, registered under its own name.

The function's name is the column, its docstring the entry in the data dictionary, and ``says`` what a biller reads.
It asks for what it needs by the names of its arguments:

========== ============================================================================================
claim      the :class:`claims.claim.Claim`
line       one of its :class:`claims.claim.ServiceLine`
today      the day that counts as today
past       :class:`features.history.Past`: what was known of this office, payer and patient on that day
experience the history of lines like this one: see :mod:`features.experience`
visits     :class:`claims.sent.Visits`: the patient's earlier days of service, ``None`` where no index is kept
services   :class:`claims.sent.Services`: those with the line's procedure, ``None`` where no index is kept
answers    what each rule said of the claim, by rule id
========== ============================================================================================

A feature without ``line``, ``experience``, ``visits`` and ``services`` is computed once: it is the same for all lines.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

MISSING = float("nan")
"""What a feature gives where it cannot be known; never a stand-in number."""

Monotone = Literal[-1, 0, 1]

Compute = Callable[..., float]

ARGUMENTS = frozenset({"claim", "line", "today", "past", "experience", "visits", "services", "answers"})
OF_THE_PATIENT = frozenset({"past", "visits", "services"})
OF_A_LINE = frozenset({"line", "experience", "visits", "services"})


class _Shown(float):
    """A number whose zero has no sign, however it is rounded: nobody reads ``-0.0``."""

    def __format__(self, spec: str) -> str:
        return format(float(self) + 0.0, f"z{spec}" if spec.endswith(("f", "%")) else spec)


class Feature(Struct, frozen=True):
    """One column of the model's input."""

    name: str
    says: str
    """A sentence with ``{value}``, in a biller's words; of what is or is not so, two, parted by a bar: yes | no."""
    doc: str
    field: str
    """JSON pointer into the canonical claim, ``{line}`` standing for the line's index: where a biller looks."""
    monotone: Monotone
    """1 where a larger value may only raise the odds of refusal, -1 where it may only lower them."""
    family: str
    """The refusals that it speaks of, see :mod:`features.families`; empty where it speaks of all."""
    compute: Compute
    arguments: tuple[str, ...]
    key: str = ""
    """The key of experience that it is a view of (:mod:`features.keys`); empty for what the claim itself tells."""

    def sentence(self, value: float) -> str:
        """A value that is not missing, in a biller's words."""
        yes, bar, no = self.says.partition(" | ")
        return no if bar and not value else yes.format(value=_Shown(value))

    @property
    def of_a_line(self) -> bool:
        """Whether it may differ from line to line of one claim."""
        return not OF_A_LINE.isdisjoint(self.arguments)

    @property
    def of_the_patient(self) -> bool:
        """Whether it asks the office's own index of what was sent, and is missing where none is kept."""
        return not OF_THE_PATIENT.isdisjoint(self.arguments)


_registered: dict[str, Feature] = {}


def register(
    compute: Compute,
    *,
    name: str,
    doc: str,
    says: str,
    field: str,
    monotone: Monotone = 0,
    family: str = "",
    key: str = "",
) -> None:
    """Add one column.

    Raises:
        ValueError: the name is taken, the docstring is empty, or an argument is none of those that can be asked for.
    """
    arguments = tuple(inspect.signature(compute).parameters)
    if name in _registered:
        raise ValueError(f"feature {name}: there is one of that name already; choose another")
    if not doc:
        raise ValueError(f"feature {name}: write a docstring, it is the data dictionary's entry")
    if unknown := set(arguments) - ARGUMENTS:
        raise ValueError(f"feature {name}: asks for {sorted(unknown)}; it may ask for {sorted(ARGUMENTS)}")
    _registered[name] = Feature(name, says, doc, field, monotone, family, compute, arguments, key)


def feature(*, says: str, field: str, monotone: Monotone = 0) -> Callable[[Compute], Compute]:
    """Register the function below as a column (see :func:`register`)."""

    def decorate(compute: Compute) -> Compute:
        doc = inspect.getdoc(compute) or ""
        register(compute, name=compute.__name__, doc=doc, says=says, field=field, monotone=monotone)
        return compute

    return decorate


def registered() -> tuple[Feature, ...]:
    """All columns in the order of their registration."""
    return tuple(_registered.values())


def call(wanted: Feature, given: dict[str, Any]) -> float:
    """Compute one column, its arguments taken by name: for tests and reports; rows take the quick way."""
    return float(wanted.compute(*(given[name] for name in wanted.arguments)))
