"""Which refusal codes a claim may meet: the shares of each hazard's codes at a payer, laid out once for its claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from models.manifest import Hazard
from models.odds import SMALLEST, Array
from models.trees import Ints

NO_LIFTS: Mapping[int, Mapping[str, float]] = MappingProxyType({})


class Codes:
    """The codes of all hazards at one payer. As arrays they take a third of the time of loops over 70 codes."""

    def __init__(self, hazards: Sequence[Hazard], payer_id: str | None) -> None:
        self._shares = [
            hazard.codes if payer_id is None else hazard.payer_codes.get(payer_id) or hazard.codes for hazard in hazards
        ]
        pairs = [(nth, code) for nth, shares in enumerate(self._shares) for code in shares]
        self._codes = sorted({code for _, code in pairs})
        self._hazard = np.array([nth for nth, _ in pairs], dtype=np.intp)
        self._share = np.array([self._shares[nth][code] for nth, code in pairs], dtype=np.float64)
        self._first = np.searchsorted(self._hazard, np.arange(len(hazards) + 1)).tolist()
        place = {code: at for at, code in enumerate(self._codes)}
        rounds: list[list[tuple[int, int]]] = []
        met: dict[str, int] = {}
        for at, (_, code) in enumerate(pairs):
            times = met[code] = met.get(code, 0) + 1
            if times > len(rounds):
                rounds.append([])
            rounds[times - 1].append((place[code], at))
        self._rounds: list[tuple[Ints, Ints]] = [
            (np.array([code for code, _ in one]), np.array([pair for _, pair in one])) for one in rounds
        ]
        """The codes and pairs of the first hazard that may give a code, of the second that may …"""

    def odds(
        self,
        chances: Array,
        composed: float,
        claim: float,
        lifts: Mapping[int, Mapping[str, float]] = NO_LIFTS,
    ) -> dict[str, float]:
        """Probability of each code at one claim, likeliest first; calibrated along with the claim, never above it.

        Args:
            chances: of each hazard at the claim.
            composed: of any of them, before the claim's own calibration.
            claim: after it.
            lifts: by hazard, how much likelier each of its codes is here than at the payer at large.
        """
        share = self._share
        if lifts:
            share = share.copy()
            for nth, lift in lifts.items():
                share[self._first[nth] : self._first[nth + 1]] = list(leaning(self._shares[nth], lift).values())
        each = chances.take(self._hazard) * share
        codes = np.zeros(len(self._codes))
        for code, pair in self._rounds:
            codes[code] = 1 - (1 - codes.take(code)) * (1 - each.take(pair))
        scaled = np.minimum(codes * (claim / max(composed, SMALLEST)), claim)
        order = np.argsort(-scaled, kind="stable").tolist()  # those that are as likely stand in the order of the codes
        probability = scaled.tolist()
        return {self._codes[at]: probability[at] for at in order}


def leaning(shares: Mapping[str, float], lift: Mapping[str, float]) -> dict[str, float]:
    """Shares weighed by lifts above 0, with the same sum; a code without a lift has 1."""
    weights = {code: share * lift.get(code, 1.0) for code, share in shares.items()}
    scale = sum(shares.values()) / (sum(weights.values()) or 1.0)
    return {code: weight * scale for code, weight in weights.items()}
