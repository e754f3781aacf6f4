"""What a claim and an answer are, and how they are read and written.

A claim is what a billing office sends (X12 837); an answer is what the payer sends back (X12 835); an outcome is what
an answer means for the claim it belongs to. Nothing here knows of rules, features or models.
"""

from claims.outcomes.carc import carc
from claims.outcomes.matching import match
from claims.remits import read_remits

__all__ = ["carc", "match", "read_remits"]
