"""The first table: what our model is worth, by size of the office."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.quality import plots
from benchmarks.quality.anatomy import NEVER, NONE, SELDOM, anatomy
from benchmarks.quality.bench import Bench, Job, Office
from benchmarks.quality.figures import Figures, by_payer, figures
from benchmarks.quality.images import Images
from benchmarks.quality.markdown import spread, table
from benchmarks.quality.offices import folder_of
from benchmarks.quality.own import Own, own
from benchmarks.quality.targets import TARGETS, Target
from benchmarks.quality.truth import Truth
from training.metrics import off

TITLE = "What it is worth"


def jobs(bench: Bench) -> list[Job]:
    """Train and score on each office."""
    return [("own", own, office) for office in bench.offices]


def lines(bench: Bench, images: Images) -> Iterator[str]:
    """Targets; tables by size, by office, by payer; promised and met."""
    found = {office: own(bench, office) for office in bench.offices}
    figured = {office: figures(one.truth, one.p) for office, one in found.items()}
    yield (
        "Trained on the office's files of twelve months, asked about the first submissions of the two months after, "
        "each on its own day, history as it stood when training ended. *Skill* is 0 for the base rate and 1 for the "
        "oracle that knows every payer's policy (log loss, rescaled). ± is the standard deviation over offices. "
        "Lines of other simulated offices, which training learns from beside an office's own, have other seeds "
        "than these, and payers that draw on the same kinds of policies: what they bring to an office of another "
        "make may be less (*no lines of other offices*, below, is the model without them).\n"
    )
    yield from _targets(bench, found, figured)
    yield from _by_size(bench, found, figured)
    pooled = {
        name: [(found[one].truth, found[one].p) for one in chosen] for name, chosen in by_size(bench.offices).items()
    }
    yield images.show("calibration", plots.calibration(pooled), "promised against met shares of refusals")
    yield "Office by office (± is one bootstrap standard deviation):\n"
    yield from _by_office(found, figured)
    yield from _by_payer(found)


def _by_size(bench: Bench, found: dict[Office, Own], figured: dict[Office, Figures]) -> Iterator[str]:
    def row(name: str, chosen: list[Office]) -> list[str]:
        ours, own_ = [figured[one] for one in chosen], [found[one] for one in chosen]
        return [
            f"{name} × {len(chosen)}" if len(chosen) > 1 else name,
            spread([one.skill for one in ours]),
            f"{np.mean([one.auroc for one in ours]):.3f} ({np.mean([one.oracle_auroc for one in ours]):.3f})",
            f"{np.mean([one.auprc for one in ours]):.3f} ({np.mean([one.oracle_auprc for one in ours]):.3f})",
            f"{np.mean([one.off for one in ours]):.3f} ({np.mean([one.oracle_off for one in ours]):.3f})",
            f"{np.mean([one.top_tenth for one in ours]):.0%}",
            f"{np.mean([one.hit(1) for one in own_]):.2f} / {np.mean([one.hit(3) for one in own_]):.2f}",
            f"{np.mean([one.cost.seconds for one in own_]):.0f}",
            f"{np.max([one.cost.mebibytes for one in own_]):,.0f}",
        ]

    head = ["claims of the office", "skill", "AUROC (oracle)", "AUPRC (oracle)", "calibration error (oracle)"]
    head += ["refusals in the riskiest tenth", "code: first / of three", "seconds to train", "MiB"]
    yield from table(head, (row(name, chosen) for name, chosen in by_size(bench.offices).items()))


def by_size(offices: tuple[Office, ...]) -> dict[str, list[Office]]:
    """Simulated offices together by size; folders each for itself."""
    sizes: dict[str, list[Office]] = {}
    for office in offices:
        sizes.setdefault(office.name if office.folder else f"{office.claims:,}", []).append(office)
    return sizes


def _by_office(found: dict[Office, Own], figured: dict[Office, Figures]) -> Iterator[str]:
    head = ["office", "claims measured", "refused", "skill", "AUROC (oracle)", "calibration error (oracle)", "seconds"]
    yield from table(
        head,
        (
            [
                office.name,
                f"{one.claims:,}",
                f"{one.denied:.1%}",
                f"{one.skill:.3f} ± {one.spread:.3f}",
                f"{one.auroc:.3f} ({one.oracle_auroc:.3f})",
                f"{one.off:.3f} ({one.oracle_off:.3f})",
                f"{found[office].cost.seconds:.0f}",
            ]
            for office, one in figured.items()
        ),
    )


def _by_payer(found: dict[Office, Own]) -> Iterator[str]:
    payers = [(office, one) for office, own_ in found.items() for one in by_payer(own_.truth, own_.p)]
    outside = sum(one.off > one.chance for _, one in payers)
    yield (
        f"Calibration by payer, where one has 300 claims or more: {outside} of {len(payers)} lie outside the band that "
        f"a perfectly calibrated model stays in 19 times in 20 (chance alone puts {len(payers) / 20:.1f} outside).\n"
    )
    over = [(office, one) for office, one in payers if one.off > one.chance]
    if over:
        yield from table(
            ["office", "payer", "claims", "calibration error", "chance stays under"],
            (
                [office.name, one.payer, f"{one.claims:,}", f"{one.off:.3f}", f"{one.chance:.3f}"]
                for office, one in over
            ),
            text=2,
        )


def _targets(bench: Bench, found: dict[Office, Own], figured: dict[Office, Figures]) -> Iterator[str]:
    rows = []
    for target in TARGETS:
        chosen = [one for one in bench.offices if target.claims[0] <= found[one].cost.claims < target.claims[1]]
        if chosen:
            values = [value_of(target.figure, found[one], figured[one]) for one in chosen]
            sign, mean = "≤" if target.most else "≥", float(np.mean(values))
            said = "met" if target.met(mean) else "**missed**"
            why = "" if target.met(mean) else _why(bench, target, found, chosen)
            rows.append([target.says, said, why, f"{sign} {target.wanted:,g}", f"{mean:,.3f}".rstrip("0").rstrip(".")])
    yield "Wanted, and found (means over the offices of a size):\n"
    yield from table(["figure", "", "because", "wanted", "found"], rows, text=3)


def _why(bench: Bench, target: Target, found: dict[Office, Own], chosen: list[Office]) -> str:
    """What a missed figure is missed for, as far as it can be told."""
    if target.figure == "outside":
        payers = [one for office in chosen for one in by_payer(found[office].truth, found[office].p)]
        return f"chance alone puts {len(payers) / 20 / len(chosen):.1f} of {len(payers) / len(chosen):.0f} outside"
    if target.figure == "off":
        return f"chance alone makes {np.mean([off(one.oracle, one.denied) for one in _truths(found, chosen)]):.3f}"
    simulated = [one for one in chosen if not one.folder]
    if target.figure != "skill" or not simulated:
        return ""
    cut = [anatomy(found[one], folder_of(bench, one)) for one in simulated]
    causes = {name: np.mean([one.costs_of(name) for one in cut]) for name in (NEVER, SELDOM, NONE)}
    return "; ".join(
        [
            f"refusals never answered in training cost {causes[NEVER]:.2f}",
            f"answered 1 to 5 times {causes[SELDOM]:.2f}",
            f"needless alarm {causes[NONE]:.2f}",
        ]
    )


def _truths(found: dict[Office, Own], chosen: list[Office]) -> list[Truth]:
    return [found[one].truth for one in chosen]


def value_of(name: str, own_: Own, figured: Figures) -> float:
    """A figure of one office by its name in :mod:`benchmarks.quality.targets`."""
    if name in ("seconds", "mebibytes"):
        return float(getattr(own_.cost, name))
    if name in ("first_code", "three_codes"):
        return own_.hit(1 if name == "first_code" else 3)
    if name == "outside":
        return float(sum(one.off > one.chance for one in by_payer(own_.truth, own_.p)))
    return float(getattr(figured, name))
