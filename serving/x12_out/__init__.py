"""Writing X12: an 837 in two, and acknowledgements of what was checked (277CA)."""

from serving.x12_out.acknowledgement import Acknowledgement, as_277ca
from serving.x12_out.split import Mark, OutOfStepError, Split, split
from serving.x12_out.told import Told, told

__all__ = ["Acknowledgement", "Mark", "OutOfStepError", "Split", "Told", "as_277ca", "split", "told"]
