"""Code sets that ship with the product, each by editions with dates: what is valid on a day, and what nobody can tell.

A date that no edition covers is answered by ``None``: no data, never a guess.
"""

from rules.reference.codes import Code, diagnosis, level_two, modifier, place_of_service
from rules.reference.editions import Edition, edition, editions

__all__ = ["Code", "Edition", "diagnosis", "edition", "editions", "level_two", "modifier", "place_of_service"]
