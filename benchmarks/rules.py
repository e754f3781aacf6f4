"""What checking a claim costs: all edits on clean office claims of four lines, in microseconds, with full tables.

Tables as large as the official ones are made up and loaded: 1.6 million NCCI pairs, unlikely units, add-on codes, fees.
Claims are read from an 837, each of another patient, who was here before. Each is checked at once when it was read, as
in a run; what counts is the middle of all, in time of the processor.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.made_up import EARLIER, SUBMITTED, load_tables, office_claims, sent_before
from claims.claim import Claim
from claims.origin import Sourced
from claims.sent import SentBefore
from rules import Context, RuleSet
from rules.context import SHIPPED
from rules.reference.shelf import Shelf
from rules.reference.store import loaded

CLAIMS = 500
ROUNDS = 8
ENTRIES = 2_000
"""Of one payer's lists: more than any that we know of."""
DEAREST = 10


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        load_tables(folder / "tables")
        print(f"rules: tables of full size made up and compiled in {time.perf_counter() - start:.0f} s")
        start = time.perf_counter()
        shelf = Shelf([*loaded(folder / "tables"), *SHIPPED.held()])
        shelf.held()
        print(f"rules: tables opened in {_ms(start):.0f} ms")
        start = time.perf_counter()
        ruleset = RuleSet.load(shelf=shelf)
        print(f"rules: loaded {len(ruleset.ids)} edits and {len(ruleset.payers)} payers in {_ms(start):.0f} ms")
        measure("Medicare", ruleset, "MB", "MEDICARE01")
        measure("a commercial payer", ruleset, "CI", "NOBODY01")
        (folder / "bench.yaml").write_text(long_lists(), "utf-8")
        start = time.perf_counter()
        longer = RuleSet.load(payers=[folder], shelf=shelf)
        print(f"rules: a payer file with {ENTRIES:,} entries loaded in {_ms(start):.0f} ms, with all others")
        measure(f"a payer with {ENTRIES:,} entries, some for each line", longer, "CI", "BENCH")


def measure(payer: str, ruleset: RuleSet, indicator: str, payer_id: str) -> None:
    """Print what claims to a payer take, by group of rules, and which rules take most."""
    sent = sent_before([one.claim for one in office_claims(CLAIMS, indicator, payer_id)])

    def claims() -> Iterator[tuple[Claim, Context]]:
        for one in office_claims(CLAIMS, indicator, payer_id):
            yield one.claim, context_of(one, sent, ruleset.shelf)

    gc.collect()
    gc.freeze()  # as serving.load does
    start = time.perf_counter()
    first = ruleset.check(*next(claims()))
    took = _ms(start)
    assert not first.findings, first.findings
    assert not any("failed" in lacks.reason for lacks in first.not_checked), first.not_checked
    rounds = []
    for _ in range(ROUNDS):
        costs = []
        for claim, context in claims():
            begun = time.thread_time_ns()
            ruleset.check(claim, context)
            costs.append((time.thread_time_ns() - begun) / 1e3)
        rounds.append(costs)
    middle = statistics.median([cost for costs in rounds for cost in costs])
    quietest = min(map(statistics.median, rounds))
    print(
        f"rules: to {payer}: {middle:.0f} µs a claim of 4 lines ({quietest:.0f} in the quietest of {ROUNDS} rounds; "
        f"the first {took:.0f} ms), {len(sent):,} claims sent before, {EARLIER} of each patient"
    )
    for claim, _ in claims():
        plan = ruleset.plan(claim)
        print(f"  {len(plan.steps_for(claim))} rules asked of {len(ruleset.ids)}")
        break
    each = by_rule(ruleset, list(claims()))
    print("  by group: " + ", ".join(f"{group} {cost:.0f} µs" for group, cost in sorted(groups_of(ruleset, each))))
    print("  dearest: " + ", ".join(f"{rule} {cost:.1f} µs" for rule, cost in each.most_common(DEAREST)))


def context_of(one: Sourced, sent: SentBefore, shelf: Shelf) -> Context:
    """What is known beside a claim."""
    return Context(SUBMITTED, sent, one.faults, shelf, one.origin)


def by_rule(ruleset: RuleSet, claims: list[tuple[Claim, Context]]) -> Counter[str]:
    """What each rule takes, the middle of all claims. What several share is the first one's that asks for it."""
    costs: dict[str, list[int]] = {}
    for claim, context in claims:
        for step in ruleset.plan(claim).steps_for(claim):
            begun = time.perf_counter_ns()
            for _ in step.rule.check(claim, context, step.values):
                pass
            costs.setdefault(step.rule.id, []).append(time.perf_counter_ns() - begun)
    return Counter({rule: statistics.median(each) / 1e3 for rule, each in costs.items()})  # type: ignore[arg-type]


def groups_of(ruleset: RuleSet, each: Counter[str]) -> list[tuple[str, float]]:
    """What the rules of each group take together."""
    found: dict[str, float] = {}
    for rule, cost in each.items():
        group = ruleset.rules[rule].group
        found[group] = found.get(group, 0.0) + cost
    return list(found.items())


def long_lists() -> str:
    """A payer file with entries of every list, those of our claims among them, and they meet all of it."""
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


def _ms(start: float) -> float:
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    main()
