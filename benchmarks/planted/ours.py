"""What this product says of a file: the way that ``cleanclaim check`` takes, with made-up payers and reference data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import claims
from benchmarks.planted.defect import Defect
from benchmarks.planted.interchange import text
from benchmarks.planted.reference import shelf
from claims import Fault
from rules import RuleSet
from rules.finding import Finding
from rules.payer import load_payer
from serving.scorer import Scorer

PAYERS = Path(__file__).parent / "payers"
OF_THE_FILE = {
    "envelope-counts": ("SE01", "GE01", "IEA01"),
    "control-numbers": ("SE02", "GE02", "IEA02", "HL01", "HL02"),
}
"""What is wrong outside of claims is told as a fault of the file, by its element."""

Said = Finding | Fault


@cache
def ruleset(payer: str = "") -> RuleSet:
    """The shipped rules and payers, the made-up reference data, and at most one made-up payer."""
    if not payer:
        return RuleSet.load(shelf=shelf())
    shipped = ruleset()
    own = load_payer(PAYERS / f"{payer.lower()}.yaml", shipped.rules)
    return RuleSet(shipped.rules.values(), [*shipped.payers.values(), own], shipped.version, shipped.shelf)


def said(segments: Sequence[str], payer: str = "") -> list[Said]:
    """All findings and faults of a file, its claims sent one after the other."""
    found: list[Said] = []
    scorer = Scorer(None, ruleset(payer))
    for item in claims.read_stream([text(segments).encode()], "planted.837"):
        if isinstance(item, Fault):
            found.append(item)
            continue
        score = scorer.check(item)
        found += [*item.faults, *score.findings]
        scorer.sent(item.claim, score.as_of)
    return found


def noise(found: Sequence[Said]) -> list[str]:
    """What of it would stop a biller: faults, and findings of severity error or warning."""
    return [
        f"{each.rule}: {each.message}" if isinstance(each, Finding) else str(each)
        for each in found
        if isinstance(each, Fault) or each.severity in ("error", "warning")
    ]


def rules_that_found(defect: Defect) -> set[str]:
    """The rules that find in the mutant what they do not find in the clean claim."""
    payer = defect.payer if defect.rule in ruleset().ids else ""
    before = {_key(each) for each in said(defect.clean(), payer)}
    found = [each for each in said(defect.mutant(), payer) if _key(each) not in before]
    rules = {each.rule for each in found if isinstance(each, Finding)}
    elements = {each.element for each in found if isinstance(each, Fault)}
    return rules | {rule for rule, of_it in OF_THE_FILE.items() if elements.intersection(of_it)}


def _key(each: Said) -> tuple[str, ...]:
    if isinstance(each, Finding):
        return (each.rule, each.field, each.message)
    return (each.element, each.message, each.loop)
