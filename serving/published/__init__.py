"""Models and rules that change while the server runs: watched, loaded beside, and taken over whole."""

from serving.published.following import Following, State
from serving.published.shadow import Shadowing

__all__ = ["Following", "Shadowing", "State"]
