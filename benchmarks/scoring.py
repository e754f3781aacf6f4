"""Claims a second from 837 bytes to NDJSON on one core, with the embedded model, and where the time goes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import claims
from claims.claim import Claim
from claims.origin import Sourced
from cli.formats import as_json
from features import rows
from models import EMBEDDED, Bundle
from rules import Context, office_rules
from serving.bulk import Job, results
from serving.load import for_a_run
from serving.scorer import Explain, Scorer
from training.office import simulate

CLAIMS = 2_000

T = TypeVar("T")


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        simulate(Path(folder), CLAIMS, 7)
        files = claims.find_files([Path(folder) / "train" / "claims", Path(folder) / "test" / "claims"])
        scorer = for_a_run(office_rules(), Bundle.load(EMBEDDED))
        for explain in ("none", "held", "some"):
            whole(scorer, files, explain)  # type: ignore[arg-type]  one of them
        stages(scorer, files)


def whole(scorer: Scorer, files: list[Path], explain: Explain) -> None:
    """From files to lines of JSON."""
    start = time.perf_counter()
    found = list(results(Job(files, scorer.afresh(), explain, as_json, None)))
    seconds = time.perf_counter() - start
    held = sum(result.verdict != "ready" for result in found)
    print(f"  reasons for {explain:<4}  {len(found) / seconds:8,.0f} claims/s  ({len(found):,} claims, {held:,} held)")


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
