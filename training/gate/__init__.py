"""May a challenger take the champion's place? Both are held against the same answers, and every reason against it told.

One check a file, each a small function that gives a :class:`Checked`; :func:`decide` asks them all.
"""

from training.gate.checked import Checked, Figure
from training.gate.decide import Decision, decide

__all__ = ["Checked", "Decision", "Figure", "decide"]
