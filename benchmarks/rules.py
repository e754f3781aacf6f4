"""What checking a claim costs: all edits on a clean claim of four lines, in microseconds, and opening the code sets."""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

import msgspec

from claims.claim import Claim
from claims.sent import SentBefore
from rules import Context, RuleSet
from rules.cases import base_claim

ROUNDS = 30
CLAIMS = 500
ENTRIES = 2_000
"""Of one payer's lists: more than any that we know of."""


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
    middle, best = _cost(ruleset, claim, context)
    print(f"rules: all edits on a claim of 4 lines in {middle:.0f} µs of CPU (median of {ROUNDS}; best {best:.0f})")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bench.yaml").write_text(long_lists(), "utf-8")
        start = time.perf_counter()
        longer = RuleSet.load(payers=[Path(folder)])
        print(f"rules: a payer file with {ENTRIES:,} entries loaded in {_ms(start):.0f} ms, with all others")
    middle, best = _cost(longer, four_lines("BENCH"), context)
    unknown, _ = _cost(longer, four_lines("NOBODY"), context)
    print(f"rules: with {ENTRIES:,} entries, some for each line, in {middle:.0f} µs (best {best:.0f})")
    print(f"rules: of a payer without any list in {unknown:.0f} µs")


def _cost(ruleset: RuleSet, claim: Claim, context: Context) -> tuple[float, float]:
    """Microseconds of CPU a claim: the median of all rounds, and the best."""
    gc.freeze()  # as serving.load does
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CLAIMS):
            ruleset.check(claim, context)
        rounds.append((time.process_time() - start) / CLAIMS * 1e6)
    return statistics.median(rounds), min(rounds)


def long_lists() -> str:
    """A payer file with entries of every list, the codes of :func:`four_lines` among them, all met by that claim."""
    words = {
        "prior-authorization": 'places: ["21"]',
        "referral-required": 'specialties: ["207X"]',
        "modifier-required": 'modifiers: ["GP"], places: ["21"]',
        "place-limit": 'places: ["11", "22"]',
        "diagnosis-required": 'diagnoses: ["E11", "I10", "Z00"]',
        "unit-limit": "max_units: 4, per: day",
        "frequency-limit": "max_times: 12, within: calendar year",
        "age-limit": "min_age: 18",
        "non-covered-service": 'places: ["99"]',
        "attachment-required": 'modifiers: ["62"]',
    }
    codes = ["99213", "36415", "80053", "85025", *(f"{number:05}" for number in range(10_000, 10_000 + ENTRIES))]
    lists = "".join(
        f"  {rule}:\n"
        + "".join(
            f'    - {{codes: ["{code}"], {word}, from: 2020-01-01, source: {{title: "Made up"}}}}\n'
            for code in codes[: ENTRIES // len(words)]
        )
        for rule, word in words.items()
    )
    return f'id: bench\ntitle: Made up\nmatch: {{ids: ["BENCH"]}}\npolicies:\n{lists}'


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
