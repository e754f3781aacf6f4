"""Large files that are scored in the background, by a process of their own, whatever happens to it."""

from serving.jobs.job import Arriving, Asked, Job, State
from serving.jobs.queue import cancel, find, lengths, listed, results

__all__ = ["Arriving", "Asked", "Job", "State", "cancel", "find", "lengths", "listed", "results"]
