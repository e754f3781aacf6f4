"""What a search found, in words."""

from __future__ import annotations

from training.tuning.tuned import Tuned


def verdict(tuned: Tuned) -> str:
    """Whether to train with what was found, and why."""
    if tuned.best.number == 1:
        return f"Keep the defaults: none of {len(tuned.trials):,} trials did better on the weeks that compare them."
    gain = tuned.gain
    saved = (
        f"{'saves' if gain.saved >= 0 else 'loses'} {abs(gain.saved):.4f} nats a claim "
        f"({abs(gain.saved) / gain.defaults:.1%} of the log loss; saved, by 95 % interval, {gain.low:+.4f} to "
        f"{gain.high:+.4f}) on {gain.claims:,} later claims that chose nothing"
    )
    if tuned.keeps_defaults:
        chance = " That may be chance." if gain.saved >= 0 else ""
        return f"Keep the defaults: the best trial {saved}.{chance}"
    return f"Train with what was found: it {saved}."


def effort(tuned: Tuned) -> str:
    """How much was tried, and whether there is budget left."""
    given_up = sum(not one.whole for one in tuned.trials)
    told = f"{len(tuned.trials):,} trials, {given_up:,} of them given up early, in {tuned.spent / 60:.1f} minutes"
    if tuned.new == len(tuned.trials):
        return f"{told}."
    if tuned.new:
        return f"{told}; {tuned.new:,} are new, the others of earlier runs of this study."
    return f"{told}: the budget of {tuned.budget} was spent by earlier runs of this study. To go on, give it more."
