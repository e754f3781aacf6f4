"""Is the challenger better? Dollars caught at equal review, log loss and AUPRC, on the same claims."""

from __future__ import annotations

import numpy as np

from models.odds import Array
from training.clusters import weights
from training.gate.checked import Checked, Figure
from training.gate.draws import interval
from training.gate.window import Window
from training.metrics import Labels


def better(window: Window) -> list[Checked]:
    """Three checks: the lower end of each gain's interval must lie above zero."""
    assert window.champion is not None
    new, old, denied = window.challenger, window.champion, window.denied
    spared = losses(old.p, denied) - losses(new.p, denied)
    worth = [Looked(side.saving, window.refused) for side in (new, old)]
    ranked = [Ranked(side.p, denied) for side in (new, old)]
    share = window.looks / len(window.claims)
    even = np.ones(len(denied))

    def gains(weight: Array) -> tuple[float, float, float]:
        return (
            worth[0].caught(weight, share) - worth[1].caught(weight, share),
            float(weight @ spared / weight.sum()),
            ranked[0].auprc(weight) - ranked[1].auprc(weight),
        )

    drawn = np.array([gains(weight) for weight in weights(window.patients)])
    dollars, loss, precision = (
        interval(name, value, drawn[:, at].tolist())
        for at, (name, value) in enumerate(zip(("dollars caught", "log loss", "AUPRC"), gains(even), strict=True))
    )
    caught = [one.caught(even, share) for one in worth]
    return [
        _judged(
            dollars,
            f"of ${window.refused.sum():,.0f} refused, {window.looks:,} looks at {len(denied):,} claims meet "
            f"${caught[0]:,.0f} with the challenger and ${caught[1]:,.0f} with the champion",
            "${:,.0f}",
            (Figure("challenger", caught[0]), Figure("champion", caught[1])),
        ),
        _judged(
            loss,
            f"log loss {losses(new.p, denied).mean():.4f} after {losses(old.p, denied).mean():.4f} nats a claim",
            "{:.4f}",
            tuple(
                Figure(name, float(losses(side.p, denied).mean()))
                for name, side in (("challenger", new), ("champion", old))
            ),
        ),
        _judged(
            precision,
            f"AUPRC {ranked[0].auprc(even):.3f} after {ranked[1].auprc(even):.3f}",
            "{:.3f}",
            (Figure("challenger", ranked[0].auprc(even)), Figure("champion", ranked[1].auprc(even))),
        ),
    ]


def _judged(gain: Figure, words: str, form: str, beside: tuple[Figure, ...]) -> Checked:
    assert gain.low is not None
    assert gain.high is not None
    low, high = (form.format(end) for end in (gain.low, gain.high))
    passed = gain.low > 0
    verdict = "a gain" if passed else "the challenger is worse" if gain.high < 0 else "no gain beyond chance"
    return Checked(gain.name, passed, (gain, *beside), f"{words}: {verdict} (90 % interval {low} to {high})")


def losses(p: Array, denied: Labels) -> Array:
    """Each claim's negative log-likelihood in nats, as :func:`training.calibration.log_loss` takes its mean."""
    p = np.clip(p, 1e-5, 1 - 1e-5)
    return np.asarray(-np.where(denied, np.log(p), np.log1p(-p)))


class Looked:
    """Claims in the order in which they are looked at."""

    def __init__(self, saving: Array, refused: Array) -> None:
        self._order = np.argsort(-saving, kind="stable")
        self._refused = refused[self._order]

    def caught(self, weight: Array, share: float) -> float:
        """Refused dollars of the first ``share`` of the claims, as weighted."""
        ranked = weight[self._order]
        reach = np.cumsum(ranked)
        looked = np.clip(share * reach[-1] - (reach - ranked), 0.0, ranked)  # the last one may be looked at in part
        return float(looked @ self._refused)


class Ranked:
    """Claims, the riskiest first, ties together."""

    def __init__(self, p: Array, denied: Labels) -> None:
        self._order = np.argsort(-p, kind="stable")
        self._denied = denied[self._order].astype(np.float64)
        self._last = np.append(np.diff(p[self._order]) != 0, True)

    def auprc(self, weight: Array) -> float:
        """Average precision of the claims as weighted; see :func:`training.metrics.auprc`."""
        ranked = weight[self._order]
        hits, seen = np.cumsum(ranked * self._denied)[self._last], np.cumsum(ranked)[self._last]
        found = np.diff(np.append(0.0, hits))
        precision = np.divide(hits, seen, out=np.zeros_like(hits), where=seen > 0)
        return float(found @ precision / max(hits[-1], 1e-12))
