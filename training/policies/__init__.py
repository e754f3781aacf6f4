"""What payers do, learnt from an office's own answers: policies with their counts, and alarms when a payer changes."""

from training.policies.learn import learn
from training.policies.policy import Learnt, LearntPolicy

__all__ = ["Learnt", "LearntPolicy", "learn"]
