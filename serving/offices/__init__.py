"""What a process holds of each office: a scorer whose index and history follow what the office sent and was answered.

The store tells what happened, event by event, and every process that follows it comes to the same numbers: at first use
an office is made from its bundle and all events so far; from then on :meth:`Offices.follow` moves it on, some events at
a time, so that no caller waits for longer than a few milliseconds.
"""

from serving.offices.office import Office
from serving.offices.offices import Offices

__all__ = ["Office", "Offices"]
