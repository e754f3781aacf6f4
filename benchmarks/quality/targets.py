"""What is wanted of the model, in one table: the report itself says which figures are met and which are missed."""

from __future__ import annotations

from msgspec import Struct


class Target(Struct, frozen=True):
    """One wanted figure, the mean over the offices of a size."""

    says: str
    figure: str
    """Its name among the means that :mod:`benchmarks.quality.skill` gives."""
    claims: tuple[int, int]
    """For offices with from so many to fewer than so many claims to learn from."""
    wanted: float
    most: bool = False
    """Whether it may be at most, not at least, so much."""

    def met(self, value: float) -> bool:
        """Whether a figure is good enough; as it is printed, with three digits."""
        value = round(value, 3)
        return value <= self.wanted if self.most else value >= self.wanted


SMALL, MIDDLE, LARGE = (8_000, 14_000), (14_000, 26_000), (26_000, 60_000)
"""Claims in the training files of offices that send some 12,000, 20,000 and 40,000 in fourteen months."""

TARGETS = (
    Target("skill, 12,000 claims", "skill", SMALL, 0.50),
    Target("skill, 20,000 claims", "skill", MIDDLE, 0.62),
    Target("skill, 40,000 claims", "skill", LARGE, 0.75),
    Target("calibration error, 12,000 claims", "off", SMALL, 0.03, most=True),
    Target("calibration error, 40,000 claims", "off", LARGE, 0.02, most=True),
    Target("payers outside the band of chance, 40,000 claims", "outside", LARGE, 0.0, most=True),
    Target("true code is the likeliest, 40,000 claims", "first_code", LARGE, 0.55),
    Target("true code among three, 40,000 claims", "three_codes", LARGE, 0.80),
    Target("seconds of training, 40,000 claims", "seconds", LARGE, 300.0, most=True),
    Target("MiB of training, 40,000 claims", "mebibytes", LARGE, 4096.0, most=True),
)
