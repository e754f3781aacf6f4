"""What checking a claim costs: all edits on a clean claim of four lines, in microseconds, and opening the code sets."""

from __future__ import annotations

import statistics
import time
from datetime import date

import msgspec

from claims.claim import Claim
from claims.sent import SentBefore
from rules import Context, RuleSet
from rules.cases import base_claim

ROUNDS = 30
CLAIMS = 500


def main() -> None:
    """Print the figures."""
    start = time.perf_counter()
    ruleset = RuleSet.load()
    print(f"rules: loaded {len(ruleset.ids)} edits and {len(ruleset.payers)} payers in {_ms(start):.0f} ms")
    claim = four_lines()
    sent = SentBefore(b"bench")
    sent.add(msgspec.structs.replace(four_lines("ANOTHER"), claim_id="ANOTHER"), date(2026, 1, 20))
    context = Context(date(2026, 2, 3), sent)
    start = time.perf_counter()
    ruleset.check(claim, context)
    print(f"rules: first claim, code sets opened, in {_ms(start):.0f} ms")
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CLAIMS):
            ruleset.check(claim, context)
        rounds.append((time.process_time() - start) / CLAIMS * 1e6)
    middle, best = statistics.median(rounds), min(rounds)
    print(f"rules: all edits on a claim of 4 lines in {middle:.0f} µs of CPU (median of {ROUNDS}; best {best:.0f})")


def four_lines(payer: str = "EXAMPLE01") -> Claim:
    """A clean office claim of four lines, to a payer with lists for every rule that goes by one."""
    claim = base_claim("professional")
    lines = tuple(
        msgspec.structs.replace(claim.lines[at % 2], number=at + 1, procedure=code)
        for at, code in enumerate(("99213", "36415", "80053", "85025"))
    )
    total = sum((line.charge for line in lines), lines[0].charge * 0)
    return msgspec.structs.replace(
        claim, lines=lines, total_charge=total, payer=msgspec.structs.replace(claim.payer, id=payer)
    )


def _ms(start: float) -> float:
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    main()
