"""What a trained model is: the bundle, its odds, and its exact contributions."""

from pathlib import Path

from models.booster import Booster
from models.bundle import Bundle
from models.explaining import ExplainedLine
from models.folder import BundleError
from models.library import LightGBMError
from models.manifest import Hazard, Manifest, Platt
from models.odds import Odds
from models.payments import Payments
from models.review import Review, SettingError

__all__ = [
    "EMBEDDED",
    "Booster",
    "Bundle",
    "BundleError",
    "ExplainedLine",
    "Hazard",
    "LightGBMError",
    "Manifest",
    "Odds",
    "Payments",
    "Platt",
    "Review",
    "SettingError",
]

EMBEDDED = Path(__file__).parent / "embedded"
"""The bundle that comes with the program: trained on simulated claims, good for a first look. See its card."""
