"""What stands in a lake, as a page: what came in, what did not, who refuses, how much is known, and what looks odd."""

from training.data_report.report import report

__all__ = ["report"]
