"""What the report shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from training.page.style import ONE, QUIET, TWO, axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LONGEST = 120
"""Days of the delay curves."""


def denials_by_month(claims: Any) -> Figure:
    """The share refused of the claims that are old enough to tell."""
    known = claims[claims["state"] == "known"]
    by_month = known.groupby(known["month"].astype(str))["denied"].agg(lambda one: one.astype(float).mean())
    rate = known["denied"].astype(float).mean() if len(known) else 0.0
    drawn, at = axes(f"{rate:.1%} of the matured claims were refused", "month of submission", "share refused")
    at.plot(list(by_month.index), by_month.to_numpy(), color=ONE, marker="o")
    at.axhline(rate, color=QUIET, linewidth=0.8, linestyle="--")
    at.set_ylim(bottom=0)
    at.tick_params(axis="x", rotation=45)
    return drawn


def states_by_month(claims: Any) -> Figure:
    """How much of each month is labelled."""
    months = claims["month"].astype(str)
    shares = claims.groupby([months, "state"]).size().unstack(fill_value=0)
    shares = shares.div(shares.sum(axis=1), axis=0).reindex(columns=["known", "silent"], fill_value=0.0)
    full = int((shares["known"] + shares["silent"] > 0.99).sum())  # noqa: PLR2004 - all but a few
    drawn, at = axes(f"{full} of {len(shares)} months are mature", "month of submission", "share of claims")
    at.bar(shares.index, shares["known"], color=ONE, label="matured and answered")
    at.bar(shares.index, shares["silent"], bottom=shares["known"], color=TWO, label="matured, never answered")
    at.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)  # beside the title: bars fill the rest
    at.tick_params(axis="x", rotation=45)
    return drawn


def delays(claims: Any) -> Figure:
    """How many of the answers had come after so many days; of matured claims alone, so that all have had the time."""
    known = claims[claims["state"] == "known"]
    days = (_days(known["answered"]) - _days(known["submitted"])).astype(float)
    drawn, at = axes("Refusals take longer than payments", "days since submission", "share of the answers that came")
    medians = {}
    for denied, color, label in ((False, ONE, "paid"), (True, TWO, "refused")):
        waited = np.sort(days[known["denied"].astype(bool).to_numpy() == denied])
        if len(waited):
            medians[denied] = float(np.median(waited))
            at.step(waited, np.arange(1, len(waited) + 1) / len(waited), where="post", color=color, label=label)
    if len(medians) == 2 and medians[True] <= medians[False]:  # noqa: PLR2004 - both
        at.set_title("Refusals come as soon as payments")
    at.set_xlim(0, LONGEST)
    at.legend(loc="lower right")
    return drawn


def _days(dates: Any) -> Any:
    import pandas as pd  # noqa: PLC0415 - slow to import

    return pd.to_datetime(dates).to_numpy().astype("datetime64[D]").astype(np.int64)
