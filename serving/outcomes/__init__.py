"""What became of scored claims: sent, acknowledged, answered, judged by billers; and the report over all of it."""

from serving.outcomes.feedback import ACTIONS, Feedback, Noted, take_feedback
from serving.outcomes.files import take_file
from serving.outcomes.submissions import take_submissions
from serving.outcomes.taken import Taken

__all__ = [
    "ACTIONS",
    "Feedback",
    "Noted",
    "Taken",
    "take_feedback",
    "take_file",
    "take_submissions",
]
