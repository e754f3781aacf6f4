"""What a score takes, alone and in bulk from 837 bytes to NDJSON, with the embedded model, and where the time goes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

import claims
from benchmarks.reading import OTHERS, environment, rate
from claims.claim import Claim
from claims.origin import Sourced
from cli.formats import as_json
from features import rows
from models import EMBEDDED, Bundle
from rules import Context, office_rules
from serving.bulk import Job, results
from serving.load import for_a_run
from serving.scorer import Explain, Scorer, Suggest
from training.office import simulate

CLAIMS = 10_000
"""So many that what it takes to start workers counts for little."""
ROUNDS = 5
TYPICAL = range(2, 5)
"""Lines of a claim whose single scores are timed."""

PARSED = """
import sys, time
from pathlib import Path
from x12sdk.io import X12ModelReader
start = time.process_time()
count = 0
for path in sorted(Path(sys.argv[1]).glob("*/claims/*.837")):
    try:
        with X12ModelReader(str(path)) as reader:
            for model in reader.models():
                count += len(list(model.claims()))
    except ValueError:  # a drug without a prescription number is no claim to it
        pass
print(count, time.process_time() - start)
"""
"""The fastest reader of models in Python, which merely parses the same files."""

T = TypeVar("T")


def main() -> None:
    """Print all tables."""
    with tempfile.TemporaryDirectory() as folder:
        simulate(Path(folder), CLAIMS, 7)
        files = claims.find_files([Path(folder) / "train" / "claims", Path(folder) / "test" / "claims"])
        scorer = for_a_run(office_rules(), Bundle.load(EMBEDDED))
        single(scorer, files)
        bulk(scorer, files, Path(folder))
        stages(scorer, files)


def single(scorer: Scorer, files: list[Path]) -> None:
    """One claim after the other, with everything and encoded: milliseconds, with changes searched and without."""
    scorer = scorer.afresh()
    every = [item for path in files for item in claims.read(path) if isinstance(item, Sourced)]
    chosen = [item for item in every if len(item.claim.lines) in TYPICAL][-300:]
    times: dict[Suggest, list[float]] = {"none": [], "risky": []}
    for _ in range(ROUNDS):
        for suggest, found in times.items():
            for item in chosen:
                start = time.perf_counter()
                as_json(scorer.score(item, suggest=suggest), item.claim)
                found.append(time.perf_counter() - start)
    for suggest, found in times.items():
        cuts = quantiles(found, n=100)
        told = f"p50 {cuts[49] * 1e3:5.2f} ms  p99 {cuts[98] * 1e3:5.2f} ms"
        print(f"  one claim of 2 to 4 lines, suggestions for {suggest:<5}  {told}")


def bulk(scorer: Scorer, files: list[Path], folder: Path) -> None:
    """From files to lines of JSON, in rounds that take turns: claims a second, of the processor for one worker."""
    ways: list[tuple[Explain, Suggest]] = [("none", "none"), ("held", "none"), ("held", "risky"), ("some", "risky")]
    seconds: dict[tuple[Explain, Suggest], list[tuple[float, float, float]]] = {way: [] for way in ways}
    python, parsing = environment("x12sdk", OTHERS["x12sdk"][0]), []
    for _ in range(ROUNDS):
        for way, found in seconds.items():
            one, two = whole(scorer, files, *way, workers=1), whole(scorer, files, *way, workers=2)
            found.append((*one, two[1]))
        if python:
            parsing.append(rate(python, PARSED, str(folder)))
    parsed = median(parsing) if parsing else 0.0
    for (explain, suggest), found in seconds.items():
        of_processor, one, two = (median(each) for each in zip(*found, strict=True))
        ratio = f", {CLAIMS / of_processor / parsed:.1f} times x12sdk's" if parsed else ""
        print(
            f"  reasons for {explain:<4}, suggestions for {suggest:<5}  {CLAIMS / of_processor:6,.0f} claims/s a core"
            f"{ratio}; two workers {one / two:.2f} times one"
        )
    print(f"  x12sdk, which merely parses: {parsed:,.0f} claims/s" if parsed else "  x12sdk could not be installed")


def whole(scorer: Scorer, files: list[Path], explain: Explain, suggest: Suggest, workers: int) -> tuple[float, float]:
    """Seconds of this process, and by the clock."""
    processor, clock = time.process_time(), time.perf_counter()
    job = Job(files, scorer.afresh(), explain, as_json, None, suggest)
    count = sum(1 for _ in results(job, workers))
    assert count >= CLAIMS
    return (
        (time.process_time() - processor) * CLAIMS / count,
        (time.perf_counter() - clock) * CLAIMS / count,
    )


def stages(scorer: Scorer, files: list[Path]) -> None:
    """Each stage by itself, over all claims: microseconds a claim."""
    scorer = scorer.afresh()
    assert scorer.bundle is not None
    bundle, history = scorer.bundle, scorer.bundle.history()
    sourced = timed("read", lambda: [item for path in files for item in claims.read(path) if isinstance(item, Sourced)])
    every: list[tuple[Claim, Context]] = [
        (item.claim, Context(scorer.day(item.claim, None)[0], claims.SentBefore())) for item in sourced
    ]
    timed("note as sent", lambda: [scorer.sent(claim, context.today) for claim, context in every])
    checked = timed("rules", lambda: [scorer.ruleset.check(claim, context) for claim, context in every])
    past = timed("history", lambda: [history.past(claim, context.today) for claim, context in every])
    made = timed(
        "features",
        lambda: [
            rows(claim, check.answers, then) for (claim, _), check, then in zip(every, checked, past, strict=True)
        ],
    )
    timed("odds", lambda: bundle.odds_of(made, [claim.payer.id for claim, _ in every]))
    walked = [scorer.walk(item) for item in sourced]
    plain = timed("odds, verdict, result", lambda: scorer.finish(walked, "none"))
    timed("the same with reasons for held", lambda: scorer.finish(walked, "held"))
    timed("encode", lambda: [as_json(score, item) for score, item in zip(plain, sourced, strict=True)])


def timed(name: str, work: Callable[[], T]) -> T:
    """Do it and print what it took for each claim."""
    start = time.perf_counter()
    done = work()
    print(f"  {name:<32} {(time.perf_counter() - start) / CLAIMS * 1e6:8,.0f} µs a claim")
    return done
