"""Writing X12: an 837 in two, and acknowledgements of what was checked (277CA)."""

from serving.x12_out.split import Mark, OutOfStepError, Split, split

__all__ = ["Mark", "OutOfStepError", "Split", "split"]
