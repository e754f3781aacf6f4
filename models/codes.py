"""Which refusal codes a claim may meet: the shares of each hazard's codes at a payer, laid out once for its claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from models import compiled
from models.manifest import Hazard
from models.odds import SMALLEST, Array
from models.trees import Ints

NO_LIFTS: Mapping[int, Array] = MappingProxyType({})


class Codes:
    """The codes of all hazards at one payer. As arrays they take a third of the time of loops over 70 codes."""

    def __init__(self, hazards: Sequence[Hazard], payer_id: str | None) -> None:
        shares = [
            hazard.codes if payer_id is None else hazard.payer_codes.get(payer_id) or hazard.codes for hazard in hazards
        ]
        pairs = [(nth, code) for nth, own in enumerate(shares) for code in own]
        self._codes = tuple(sorted({code for _, code in pairs}))
        self._hazard = np.array([nth for nth, _ in pairs], dtype=np.intp)
        self._share = np.array([shares[nth][code] for nth, code in pairs], dtype=np.float64)
        self._first = np.searchsorted(self._hazard, np.arange(len(hazards) + 1)).tolist()
        self._lift_of = [_places(own, hazard.codes) for own, hazard in zip(shares, hazards, strict=True)]
        place = {code: at for at, code in enumerate(self._codes)}
        self._place = np.array([place[code] for _, code in pairs], dtype=np.intp)
        rounds: list[dict[int, int]] = []
        met: dict[str, int] = {}
        for at, (_, code) in enumerate(pairs):
            times = met[code] = met.get(code, 0) + 1
            if times > len(rounds):
                rounds.append({})
            rounds[times - 1][place[code]] = at
        self._foremost = np.array([rounds[0][at] for at in range(len(place))] if rounds else [], dtype=np.intp)
        """For each code, the pair of the first hazard that may give it."""
        self._rounds = [(np.array([*one], dtype=np.intp), np.array([*one.values()], dtype=np.intp)) for one in rounds]
        """The codes and pairs of the first hazard that may give a code, of the second that may …"""

    def odds(
        self, chances: Array, composed: Array, claims: Array, lifts: Mapping[int, Array] = NO_LIFTS
    ) -> list[dict[str, float]]:
        """Probability of each code at each claim, likeliest first; calibrated along with the claim, never above it.

        Args:
            chances: of each hazard at the claims, shape (claims, hazards).
            composed: of any of them, before the claims' own calibration, shape (claims,).
            claims: after it.
            lifts: by hazard, how much likelier each of its codes is at each claim than at the payer at large, shape
                (claims, codes + 1), in the order of the hazard; the last is that of any other code.
        """
        shares = self._share[None]
        if lifts:
            shares = shares.repeat(len(claims), axis=0)
            for nth, lift in lifts.items():
                own = slice(self._first[nth], self._first[nth + 1])
                shares[:, own] = leaning(self._share[own], lift, self._lift_of[nth])
        if compiled.chances is not None:
            pairs = self._hazard, self._place
            kept = np.ascontiguousarray(chances)
            return compiled.chances.codes(
                shares, len(self._share), kept.shape[1], *pairs, kept, composed, claims, self._codes
            )
        each = chances.take(self._hazard, axis=1) * shares
        codes = 1 - (1 - each.take(self._foremost, axis=1))
        for code, pair in self._rounds[1:]:
            codes[:, code] = 1 - (1 - codes.take(code, axis=1)) * (1 - each.take(pair, axis=1))
        scale = claims / np.maximum(composed, SMALLEST)
        scaled = np.minimum(codes * scale[:, None], claims[:, None])
        order = (-scaled).argsort(axis=1, kind="stable")  # those that are as likely stand in the order of the codes
        return [
            {self._codes[at]: chance[at] for at in best}
            for best, chance in zip(order.tolist(), scaled.tolist(), strict=True)
        ]


def leaning(shares: Array, lift: Array, lift_of: Ints) -> Array:
    """Shares weighed by lifts above 0, claim by claim, with the same sum; ``lift_of`` is where each finds its lift."""
    if compiled.chances is not None:
        out = np.empty((len(lift), len(shares)))
        compiled.chances.leaning(shares, np.ascontiguousarray(lift), lift.shape[1], lift_of, out)
        return out
    weights = shares * lift.take(lift_of, axis=1)
    # Added up one by one: other sums round as the number of claims has it.
    scale = shares.cumsum()[-1:] / np.maximum(weights.cumsum(axis=1)[:, -1:], SMALLEST)
    return np.asarray(weights * scale)


def _places(codes: Mapping[str, float], among: Mapping[str, float]) -> Ints:
    """Where each of some codes stands among others; behind all of them where it does not."""
    at = {code: place for place, code in enumerate(among)}
    return np.array([at.get(code, len(at)) for code in codes], dtype=np.intp)
