"""A run's description: a short report in Markdown, which MLflow shows above everything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from training.learning_curve import Point
from training.review import by_threshold, looks
from training.tracking.figures import Part, by_claim_type, by_payer
from training.tracking.made_with import revision
from training.tracking.markdown import figure, group_table, table
from training.trained import Trained

ROLE = {"fit": "fitted on", "calibrate": "calibrated on", "holdout": "**measured on**"}
SHOWN = 8
"""Payers in the table."""


def headline(trained: Trained) -> str:
    """What the model is and how good, in a sentence."""
    found, manifest = trained.metrics, trained.bundle.manifest
    skill = "all were paid, or all refused: that tells nothing of its skill"
    if "gain" in found:
        skill = f"it saves {found['gain']:.0%} of the base rate's log loss, AUROC {found['auroc']:.3f}"
    return (
        f"Learnt from {trained.report['claims_known']:,.0f} answered claims through {manifest.trained_through}; on the "
        f"latest {found['claims']:,.0f} of them {skill}."
    )


def story(trained: Trained, told: Mapping[str, Part], curve: Sequence[Point] = ()) -> str:
    """The whole description."""
    return "\n".join(
        [*_lead(trained), *_parts(told), *_payers(trained), *_kinds(trained), *_curve(curve), *_where(trained)]
    )


def _lead(trained: Trained) -> Iterator[str]:
    review = trained.bundle.review
    chosen = looks(trained.held_out, review, by_threshold(trained.held_out, review))
    yield f"{headline(trained)}\n"
    yield (
        f"With a look at ${review.look_cost:.2f} it puts up {chosen.share:.0%} of the claims for review: these hold "
        f"{chosen.caught:.0%} of the refusals and **{chosen.dollars_caught:.0%} of the refused dollars**, worth "
        f"${chosen.net_per_thousand:,.0f} net for 1,000 claims if looks prevent {review.prevented:.0%}.\n"
    )


def _parts(told: Mapping[str, Part]) -> Iterator[str]:
    yield "### How good it is\n"
    names = ("claims", "denied", "promised", "log_loss", "gain", "auroc", "auprc")
    rows = [
        (ROLE[name], f"{part.first} to {part.last}", *(figure(at, part.figures) for at in names))
        for name, part in told.items()
    ]
    head = ("", "sent", "claims", "refused", "promised", "log loss", "saved of the base rate's", "AUROC", "AUPRC")
    yield from table(head, rows)
    yield "Only the last line was unseen. The model itself was then moved on in time: fitted on all of these claims.\n"


def _payers(trained: Trained) -> Iterator[str]:
    yield "### By payer, on the claims that measured it\n"
    yield from group_table("payer", dict(list(by_payer(trained).items())[:SHOWN]))


def _kinds(trained: Trained) -> Iterator[str]:
    found = by_claim_type(trained)
    if len(found) > 1:
        yield "### By kind of claim\n"
        yield from group_table("kind", found)


def _curve(curve: Sequence[Point]) -> Iterator[str]:
    if curve:
        yield "### What more history would bring\n"
        told = [(f"{point.claims:,}", figure("gain", point.figures), figure("auroc", point.figures)) for point in curve]
        yield from table(("claims fitted on", "saved of the base rate's loss", "AUROC"), told)


def _where(trained: Trained) -> Iterator[str]:
    manifest, counts = trained.bundle.manifest, trained.files.counts
    yield "### Where to look further\n"
    yield (
        "- `card.html`: the model card, with the limits of what it knows; `plots/`: calibration, dollars caught by "
        "claims looked at, precision and recall, payers, what moves the odds.\n"
        "- Inputs: digests and dates of what was read and of each part; `made_with/`: packages, and the editions of "
        "code sets and edits.\n"
        f"- Not learnt from: {trained.report['claims_young']:,.0f} claims too young to tell, "
        f"{trained.report['claims_silent']:,.0f} never answered, {counts['faults']:,} faults in the files."
    )
    built = manifest.built_with
    yield f"\nMade with cleanclaim {revision()}, rules {built['rules']}; bundle {manifest.version}."
