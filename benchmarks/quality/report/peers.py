"""What others would build, on the same offices."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.quality import plots
from benchmarks.quality.bench import Bench, Job
from benchmarks.quality.figures import figures
from benchmarks.quality.images import Images
from benchmarks.quality.markdown import spread, table
from benchmarks.quality.own import own
from benchmarks.quality.peers import peers
from benchmarks.quality.report.skill import by_size

TITLE = "Beside others"
OURS = "cleanclaim"


def jobs(bench: Bench) -> list[Job]:
    """Ours and the peers on each office."""
    return [job for office in bench.peered for job in (("own", own, office), ("peers", peers, office))]


def lines(bench: Bench, images: Images) -> Iterator[str]:
    """One table; and precision by recall on the largest office."""
    yield (
        "The same claims, the same labels. *Flat columns* are those of the claim (payer, providers, first procedure, "
        "modifiers, diagnoses, place, authorization, referral, charge, delay, age and the like), without any history; "
        "*crosses* are hand-made combinations of them (payer × procedure × authorization and the like); *rules alone* "
        "turn each error and warning into odds. Each peer chooses its number of trees, or its penalty, on the last "
        "part of the past.\n"
    )
    rows = []
    for size, offices in by_size(bench.peered).items():
        found: dict[str, list[tuple[float, float, float, float]]] = {}
        for office in offices:
            ours = own(bench, office)
            truth = ours.truth
            for name, p in {OURS: ours.p, **{k: truth.aligned(v) for k, v in peers(bench, office).items()}}.items():
                one = figures(truth, p)
                found.setdefault(name, []).append((one.skill, one.auroc, one.auprc, one.off))
        for name, several in sorted(found.items(), key=lambda item: -sum(one[0] for one in item[1]) / len(item[1])):
            rows.append([size, name, *(spread([one[at] for one in several]) for at in range(4))])
    yield from table(["claims of the office", "model", "skill", "AUROC", "AUPRC", "calibration error"], rows, text=2)
    office = bench.peered[-1]
    ours = own(bench, office)
    odds = {"oracle": ours.truth.oracle, OURS: ours.p}
    odds |= {name: ours.truth.aligned(p) for name, p in peers(bench, office).items()}
    yield images.show("precision-recall", plots.precision_recall(ours.truth, odds, office.name), "precision by recall")
