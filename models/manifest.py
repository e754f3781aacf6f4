"""What stands in ``bundle.json``: all of a trained model but its trees and its tables, as plain numbers and names."""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field

from models.payments import Payments
from models.review import Review

FORMAT = 1
"""The form of the folder. A reader refuses what is newer than itself."""


class Platt(Struct, frozen=True):
    """A straight line in log-odds that turns a score into a calibrated one (Platt 1999); it keeps the order."""

    slope: float = 1.0
    intercept: float = 0.0


class Hazard(Struct, frozen=True):
    """One kind of refusal, with a LightGBM model of its own over service lines."""

    name: str
    """Such as ``authorization``; see :mod:`features.families`."""
    file: str
    """The LightGBM text file in the folder."""
    codes: dict[str, float]
    """Group and CARC, such as ``CO-197``: its share of the refusals of this kind. The shares sum to 1."""
    payer_codes: dict[str, dict[str, float]] = field(default_factory=dict)
    """The same for single payers, by payer id, where they have answered often enough."""
    calibration: Platt = Platt()
    together: float = 0.0
    """0 where the lines of a claim meet this refusal independently, 1 where they share one fate."""


class Manifest(Struct, frozen=True):
    """The whole of ``bundle.json``."""

    format: int
    name: str
    version: str
    """Drawn from the content: the same trees, tables and numbers have the same version."""
    trained_through: date
    """Nothing dated after this day was used."""
    features: tuple[str, ...]
    """The columns, in order."""
    rules: tuple[str, ...]
    """Ids of the rules whose answers the model knows."""
    hazards: tuple[Hazard, ...]
    lines: Platt
    """From a line's composed odds to its calibrated ones."""
    claims: Platt
    """From a claim's composed odds to its calibrated ones."""
    review: Review
    base_rate: float
    """The share of claims refused among those that were learnt from: what one would say without a model."""
    payments: Payments = Payments()
    built_with: dict[str, str] = field(default_factory=dict)
    """Versions of Python, LightGBM, numpy, the rule set and the product."""
    data: dict[str, str | int] = field(default_factory=dict)
    """Digests and counts of what it was trained on."""
    metrics: dict[str, float] = field(default_factory=dict)
    """As measured on the held-out last part of the history; nothing here is of the data it was fitted on."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each other file of the folder, as hexadecimal digits."""
