"""What became of scored claims: sent, acknowledged, answered, judged by billers; and the report over all of it."""

from serving.outcomes.feedback import ACTIONS, Feedback, Noted, take_feedback
from serving.outcomes.files import take_file
from serving.outcomes.report import Counts, Report, report
from serving.outcomes.rows import SentClaim, outcomes
from serving.outcomes.submissions import take_submissions
from serving.outcomes.taken import Taken

__all__ = [
    "ACTIONS",
    "Counts",
    "Feedback",
    "Noted",
    "Report",
    "SentClaim",
    "Taken",
    "outcomes",
    "report",
    "take_feedback",
    "take_file",
    "take_submissions",
]
