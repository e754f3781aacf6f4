"""NCCI files as an office has them: what loading, opening and asking cost, and 1,000 pairs put to the test.

Run ``python -m benchmarks.ncci FOLDER`` with a folder of NCCI files (pairs, unlikely units, add-on codes); of the pairs
a thousand are drawn, and each is sent on a claim of two lines: without modifier, with one, and on a day before its
edition. What the rule must say is told by the pair's own indicator and days.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from claims.claim import Claim
from claims.sent import SentBefore
from rules import Context, RuleSet
from rules.finding import Answer
from rules.keeping.cases import base_claim
from rules.reference import ncci
from rules.reference.load import load
from rules.reference.ncci import Pair
from rules.reference.pairs import Pairs
from rules.reference.shelf import Held, Shelf
from rules.reference.store import loaded

DRAWN = 1_000
ASKED = 100_000
HOSPITAL = (ncci.PAIRS_OUTPATIENT.name, ncci.PAIRS_MEDICAID_OUTPATIENT.name)
MEDICAID = (ncci.PAIRS_MEDICAID_PRACTITIONER.name, ncci.PAIRS_MEDICAID_OUTPATIENT.name)
APART = "XS"
GROUPS = ("6 NCCI and MUE", "6 fee schedule")


def main(folders: Sequence[str] = ()) -> None:
    """Print the figures; without a folder there is nothing to measure."""
    if not folders:
        print("ncci: python -m benchmarks.ncci FOLDER, with a folder of NCCI files as published")
        return
    with tempfile.TemporaryDirectory() as name:
        where = Path(name)
        load_all(sorted(path for path in Path(folders[0]).iterdir() if path.is_file()), where)
        shelf = opened(where)
        for held in shelf.held():
            if isinstance(held.rows, Pairs):
                ask(held)
                told, wrong = prove(held, shelf)
                for (sent, answer), count in sorted(told.items()):
                    print(f"  {sent}: {answer} {count}")
                print(f"  not as its indicator says: {len(wrong)} {wrong[:3] if wrong else ''}")
        print(f"a clean claim: {clean(shelf)}")
        cost(shelf)


def load_all(files: Iterable[Path], where: Path) -> None:
    """Load each file, and say how long that took."""
    for file in files:
        start = time.perf_counter()
        for taken in load([file], where):
            print(f"loaded {taken.kind}: {taken.edition.codes:,} rows in {time.perf_counter() - start:.1f} s")


def opened(where: Path) -> Shelf:
    """Open what was loaded, and say what that took in time and memory."""
    before, start = memory(), time.perf_counter()
    shelf = Shelf(loaded(where))
    shelf.held()
    took = (time.perf_counter() - start) * 1e3
    size = sum(file.stat().st_size for file in where.iterdir()) / 1e6
    print(f"opened in {took:.0f} ms; {size:.1f} MB of files, {memory() - before:.1f} MB more in memory")
    return shelf


def ask(held: Held) -> None:
    """Ask for pairs at random, each once, in their own order and in the other, and say what one answer takes."""
    codes = [(key[:5], key[5:]) for key, _ in drawn(held.rows, ASKED, random.Random(7))]
    found, not_found = [one + two for one, two in codes], [two + one for one, two in codes]
    for what, asked in (("found", found), ("in the other order", not_found)):
        before, start = memory(), time.process_time()
        for key in asked:
            held.rows.find(key)
        took = (time.process_time() - start) / len(asked) * 1e6
        print(f"{held.kind}, {what}: {took:.2f} µs a pair, {memory() - before:.1f} MB more in memory")


def drawn(pairs: Any, count: int, dice: random.Random) -> list[tuple[str, tuple[Pair, ...]]]:
    """Some pairs at random, with what is said of each."""
    every = list(pairs)
    return dice.sample(every, min(count, len(every)))


def prove(held: Held, shelf: Shelf, count: int = DRAWN) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Send pairs on claims of two lines; how often which answer was given, and where it was not as it must be."""
    ruleset = RuleSet.load(shelf=shelf)
    told: Counter[tuple[str, str]] = Counter()
    wrong = []
    for key, rows in drawn(held.rows, count, random.Random(11)):
        reverse = held.rows.find(key[5:] + key[:5])
        for sent, modifiers, day in trials(held, rows):
            wanted = answer_wanted((*rows, *reverse), modifiers, day, held)
            claim = claim_of(held.kind, key, modifiers, day)
            answer = ruleset.check(claim, Context(day + timedelta(days=7), None, shelf=shelf)).answers["ncci-pair"]
            told[f"indicator {rows[0].indicator}, {sent}", answer] += 1
            if answer != wanted:
                wrong.append(f"{key} {sent} on {day}: {answer}, not {wanted}")
    return told, wrong


def trials(held: Held, rows: Sequence[Pair]) -> Iterator[tuple[str, tuple[str, ...], date]]:
    """What is sent of a pair: the modifiers of column two, and the day."""
    last = held.edition.last
    yield "without modifier", (), last
    yield "with a modifier", (APART,), last
    if rows[0].end is not None and rows[0].end >= held.edition.first:
        yield "on its last day", (), rows[0].end
        if rows[0].end < last:
            yield "after its last day", (), rows[0].end + timedelta(days=1)
    yield "after the edition", (), last + timedelta(days=1)


def answer_wanted(rows: Iterable[Pair], modifiers: Sequence[str], day: date, held: Held) -> Answer:
    """What the rule must say, by the rows of both orders."""
    if not held.edition.covers(day):
        return "no data"
    stands = {row.indicator for row in rows if (row.start or day) <= day <= (row.end or day)}
    return "fail" if "0" in stands or ("1" in stands and not modifiers) else "pass"


def claim_of(kind: str, key: str, modifiers: tuple[str, ...], day: date) -> Claim:
    """A claim of two lines, of the bill and the payer that a table is for."""
    hospital = kind in HOSPITAL
    claim = base_claim("institutional" if hospital else "professional")
    replace = msgspec.structs.replace
    lines = [
        replace(line, procedure=code, revenue_code="0510" if hospital else "", service_date=day)
        for line, code in zip(claim.lines, (key[:5], key[5:]), strict=True)
    ]
    payer = replace(claim.payer, id="PAYER", filing_indicator="MC" if kind in MEDICAID else "MA" if hospital else "MB")
    return replace(
        claim, lines=(lines[0], replace(lines[1], modifiers=modifiers)), payer=payer, submission_date=None,
        type_of_bill="0131" if hospital else "", statement_from=day, statement_through=day,
    )  # fmt: skip


def clean(shelf: Shelf) -> str:
    """What the rules of NCCI say of a clean office claim sent to Medicare within the editions' days."""
    day = max((held.edition.last for held in shelf.held()), default=date(2026, 1, 1))
    claim = base_claim("professional")
    replace = msgspec.structs.replace
    visit, draw = (replace(line, service_date=day) for line in claim.lines)
    payer = replace(claim.payer, id="MCARE", filing_indicator="MB")
    sent = replace(claim, lines=(visit, replace(draw, procedure="36415")), payer=payer, submission_date=None)
    checked = RuleSet.load(shelf=shelf).check(sent, Context(day + timedelta(days=7), None, shelf=shelf))
    rules = ("ncci-pair", "medically-unlikely-units", "add-on-code")
    return ", ".join(f"{rule} {checked.answers[rule]}" for rule in rules)


def cost(shelf: Shelf) -> None:
    """What all edits take of a claim of four lines to Medicare with these editions at hand, and those of NCCI alone."""
    day = max((held.edition.last for held in shelf.held()), default=date(2026, 1, 1))
    replace = msgspec.structs.replace
    claim = four_lines()
    lines = tuple(replace(line, service_date=day) for line in claim.lines)
    payer = replace(claim.payer, id="MCARE", filing_indicator="MB")
    claim = replace(claim, lines=lines, payer=payer, submission_date=day + timedelta(days=7))
    ruleset = RuleSet.load(shelf=shelf)
    context = Context(day + timedelta(days=7), SentBefore(b"bench"), shelf=shelf)
    mine = [step for step in ruleset.plan(claim).steps_for(claim) if step.rule.group in GROUPS]

    def groups() -> None:
        for step in mine:
            list(step.rule.check(claim, context, step.values))

    for what, call in ((" and ".join(GROUPS), groups), ("all edits", lambda: ruleset.check(claim, context))):
        rounds = []
        for _ in range(30):
            start = time.process_time()
            for _ in range(300):
                call()
            rounds.append((time.process_time() - start) / 300 * 1e6)
        print(f"{what} on a claim of 4 lines: {statistics.median(rounds):.0f} µs (median; best {min(rounds):.0f})")


def four_lines() -> Claim:
    """A clean office claim of four lines."""
    claim = base_claim("professional")
    lines = tuple(
        msgspec.structs.replace(claim.lines[at % 2], number=at + 1, procedure=code)
        for at, code in enumerate(("99213", "36415", "80053", "85025"))
    )
    total = sum((line.charge for line in lines), lines[0].charge * 0)
    return msgspec.structs.replace(claim, lines=lines, total_charge=total)


def memory() -> float:
    """Megabytes of memory that the process holds, shared pages among them (Linux)."""
    status = Path("/proc/self/status")
    text = status.read_text("ascii") if status.exists() else ""
    return next((int(line.split()[1]) / 1e3 for line in text.splitlines() if line.startswith("VmRSS")), 0.0)


if __name__ == "__main__":
    main(sys.argv[1:])
