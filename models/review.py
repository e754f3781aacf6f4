"""When a look at a claim is worth its cost, in dollars: the money behind the verdict *review*."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct, structs


class Review(Struct, frozen=True):
    """What a look, a refusal and a refused dollar cost; of each, where the value comes from that is taken by itself."""

    look_cost: float = 5.75
    """Dollars that it costs when a biller looks at one claim. Ten minutes of a medical records specialist at the median
    wage of $24.16 an hour (U.S. Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2024,
    29-2072) plus 43 % for benefits and overhead."""
    rework_cost: float = 57.23
    """Dollars that it costs to work one denied claim. Premier, survey of hospitals and health systems, 2025; $43.84 in
    that of 2023."""
    prevented: float = 0.3
    """The share of the coming refusals that a look prevents. An assumption: 86 % of denials are called potentially
    avoidable (Change Healthcare, Denials Index 2020); at simulated offices, the first suggestion, where the record
    bears it out, prevents 44 to 46 % of the refusals of held claims, and 34 to 63 % of those just worth a look
    (two offices, ``benchmarks/looks.py``); two thirds of that are taken to come true. The model card says from which
    share on looks pay."""
    lost: float = 0.46
    """The share of refused money that never comes, in spite of rework. 54 % of denials are overturned in the end
    (Premier, 2023)."""

    def saving(self, probability: float, dollars_at_risk: float) -> float:
        """Dollars that a look is expected to save, before its own cost.

        ``probability`` is that of the claim's refusal, ``dollars_at_risk`` the sum over its lines of P(refused) times
        what the line would be paid otherwise.
        """
        return self.prevented * (probability * self.rework_cost + self.lost * dollars_at_risk)

    def worth_a_look(self, probability: float, dollars_at_risk: float) -> bool:
        """Whether the expected saving exceeds the cost of the look."""
        return self.saving(probability, dollars_at_risk) > self.look_cost


STANDARD = Review()
"""Where an office says nothing else."""


class Term(Struct, frozen=True):
    """One number of :class:`Review`, as an office may set it."""

    name: str
    setting: str
    """Variable of the environment that goes before the bundle's number."""
    says: str
    """What it is, for the help of options and settings."""
    most: float
    """It lies between 0 and here."""

    def read(self, text: str) -> float:
        """The number of a text.

        Raises:
            ValueError: it is no number, or too small or too large.
        """
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if 0 <= number <= self.most and math.isfinite(number):
            return number
        kind = "a share from 0 to 1, such as 0.3 for 30 %" if self.most == 1 else "dollars, 0 or more, such as 5.75"
        raise ValueError(f"{text!r} is not {kind}")


TERMS = (
    Term("look_cost", "CLEANCLAIM_LOOK_COST", "dollars that it costs when a biller looks at one claim", math.inf),
    Term("rework_cost", "CLEANCLAIM_REWORK_COST", "dollars that it costs to work one denied claim", math.inf),
    Term("prevented", "CLEANCLAIM_PREVENTED", "share of the coming refusals that a look prevents", 1.0),
    Term("lost", "CLEANCLAIM_LOST", "share of refused money that never comes, in spite of rework", 1.0),
)


class SettingError(ValueError):
    """A setting is not as it must be."""


def in_force(review: Review, environment: Mapping[str, str]) -> Review:
    """A bundle's review with what the settings of the environment say otherwise; an empty one says nothing.

    Raises:
        SettingError: a setting is not as it must be.
    """
    said = {}
    for term in TERMS:
        if text := environment.get(term.setting, "").strip():
            try:
                said[term.name] = term.read(text)
            except ValueError as error:
                raise SettingError(f"the setting {term.setting} ({term.says}): {error}") from None
    return structs.replace(review, **said)
