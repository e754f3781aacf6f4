"""Suggestions that were checked: changes that a biller may lawfully make where the record supports them.

Each kind of change is one file of :mod:`serving.suggest.kinds`; :mod:`serving.suggest.search` makes them, scores the
changed claim through rules and model anew, and offers those that lower the risk most.
"""

from serving.suggest.search import Again, Risky, search

__all__ = ["Again", "Risky", "search"]
