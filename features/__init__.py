"""What may be known about a claim on the day it is sent."""

from features.catalogue import catalogue, dictionary, names
from features.history import History, Past
from features.registry import Feature
from features.row import rows

__all__ = ["Feature", "History", "Past", "catalogue", "dictionary", "names", "rows"]
