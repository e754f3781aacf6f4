"""The model card: what a model is, what it was trained on, how good it is, and where it ends."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from training.tracking.figures import by_claim_type, by_payer
from training.tracking.importance import importance
from training.tracking.markdown import group_table, table
from training.tracking.review_card import section
from training.trained import Trained

CARD = "CARD.md"
"""The file in a bundle's folder."""
SHOWN = 12


def card(trained: Trained, remarks: str = "") -> str:
    """A model card in Markdown. ``remarks`` stands under the title, where a reader sees it first."""
    return "\n".join(
        [
            *_what(trained, remarks),
            *_data(trained),
            *_skill(trained),
            *_groups(trained),
            *section(trained.held_out, trained.bundle.review),
            *_limits(trained),
        ]
    )


def _what(trained: Trained, remarks: str) -> Iterator[str]:
    manifest = trained.bundle.manifest
    yield f"# Model card: {manifest.name} {manifest.version}\n"
    if remarks:
        yield f"{remarks}\n"
    yield (
        "It gives the odds that a payer refuses a claim, or a line of it, at the first adjudication. One "
        "gradient-boosted model (LightGBM) for each kind of refusal looks at service lines; their risks are composed "
        "into the claim's and calibrated on later claims. It is meant to order a biller's work before claims are "
        "sent. It decides nothing, and says nothing of whether care was needed.\n"
    )
    built = ", ".join(f"{name} {version}" for name, version in manifest.built_with.items())
    yield f"Built with {built}.\n"
    yield f"Kinds of refusal: {', '.join(hazard.name for hazard in manifest.hazards)}.\n"


def _data(trained: Trained) -> Iterator[str]:
    counts, report, manifest = trained.files.counts, trained.report, trained.bundle.manifest
    yield "## Data\n"
    yield (
        f"{counts['claims']:,} claims sent and {counts['answered']:,} answered through {manifest.trained_through}. "
        f"Labelled: the {report['claims_known']:,.0f} that are answered and older than the age at which 95 % of their "
        f"payer's refusals had arrived ({report['days_until_mature']:.0f} days over all payers). Not labelled: "
        f"{report['claims_young']:,.0f} too young to tell, {report['claims_silent']:,.0f} never answered.\n"
    )
    digests = [(name, f"`{value}`") for name, value in trained.files.digests.items()]
    yield from table(("digest", "SHA-256"), digests)


def _skill(trained: Trained) -> Iterator[str]:
    metrics, report = trained.metrics, trained.report
    yield "## How good it is\n"
    yield (
        f"Measured on the last {report['claims_to_measure']:,.0f} labelled claims, by a model that was fitted on the "
        f"first {report['claims_to_fit']:,.0f} and calibrated on the {report['claims_to_calibrate']:,.0f} between. "
        "The model in the bundle was then moved on in time: fitted on all of them, and calibrated on how fits to what "
        "came before met the last two parts. Trees learn from lines of other, simulated offices too.\n"
    )
    yield from table(("figure", ""), [(name.replace("_", " "), f"{value:,.4g}") for name, value in metrics.items()])
    names, shares = importance(trained)
    yield "What its splits rest on most: " + ", ".join(
        f"`{name}` {share:.0%}" for name, share in list(zip(names, shares, strict=True))[:SHOWN]
    )
    yield ""


def _groups(trained: Trained) -> Iterator[str]:
    yield "## For whom it is good\n"
    yield "The same held-out claims, by payer and by kind. What is promised and what is met should agree.\n"
    yield from group_table("payer", by_payer(trained))
    yield from group_table("kind", by_claim_type(trained))


def _limits(trained: Trained) -> Iterator[str]:
    p = np.array(trained.held_out.odds)
    yield "## Limits\n"
    yield (
        "- It knows the payers, procedures and providers that it was trained on; for others it falls back on "
        "broader experience, and the result says so.\n"
        "- Payers change their policies. Answers that are fed back move its history on; train it anew every few "
        "weeks.\n"
        f"- Its odds on the held-out claims ran from {p.min():.1%} to {p.max():.1%}; what lies outside was not seen.\n"
        "- Claims without an answer are neither paid nor denied to it. If a payer is silent instead of refusing, it "
        "does not learn of it.\n"
        "- It holds counts of answered lines by payer, code, diagnosis, age band, clinician and billing provider, with "
        "the day of the last answer; no name, number or birth date of a patient. A count of one is one patient's line "
        "all the same: keep it as you keep claims."
    )
