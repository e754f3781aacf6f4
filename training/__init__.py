"""From answered claims to a model that can be shipped, measured and explained."""

from training.evaluation import Evaluated, Evaluation, evaluate
from training.export import export_features
from training.office_files import TrainingDataError
from training.report import report
from training.run import train
from training.tracking.store import load_bundle
from training.trained import Trained

__all__ = [
    "Evaluated",
    "Evaluation",
    "Trained",
    "TrainingDataError",
    "evaluate",
    "export_features",
    "load_bundle",
    "report",
    "train",
]
