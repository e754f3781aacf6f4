"""How many of the claims that judge had been changed because we advised it: their refusals were never seen.

A claim that was mended is paid, and nothing tells what it would have met. Training learns from what was sent, which is
right for what will be sent; a model that finds what is mended anyway shows less of its worth here than it has.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256

from msgspec import Struct

from claims import canonical
from claims.claim import Claim


class Advised(Struct, frozen=True):
    """What the service told of a claim that was sent."""

    digest: str
    """Of the claim as it was sent, pared: see :func:`digest_of`."""
    held: bool
    """Whether it was told to be looked at or mended."""
    changed: bool
    """Whether the claim sent is another than the one that was scored first."""
    unheld: bool = False
    """Whether it would have been told to be looked at, and was let go to keep the measure honest."""


class Mended(Struct, frozen=True):
    """Of the claims that judge."""

    claims: int
    told: int
    """Scored by the service before they were sent."""
    held: int
    changed: int
    """Held, and sent otherwise than they were."""
    unheld: int

    @property
    def words(self) -> str:
        """In a sentence."""
        share = self.changed / self.claims if self.claims else 0.0
        return (
            f"of {self.claims:,} claims the service had scored {self.told:,} and held {self.held:,}; "
            f"{self.changed:,} ({share:.1%}) were sent changed, {self.unheld:,} were let go unheld"
        )


def digest_of(claim: Claim) -> str:
    """What a claim is found by: SHA-256 of the canonical JSON of what training keeps of it."""
    return sha256(canonical.encode(claim)).hexdigest()


def mended(claims: Sequence[Claim], advised: Collection[Advised]) -> Mended:
    """Count what was told of claims, and what came of it."""
    known = {one.digest: one for one in advised}
    told = [known[digest] for claim in claims if (digest := digest_of(claim)) in known]
    return Mended(
        len(claims),
        len(told),
        sum(one.held for one in told),
        sum(one.held and one.changed for one in told),
        sum(one.unheld for one in told),
    )
