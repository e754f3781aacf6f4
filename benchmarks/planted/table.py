"""Single planted faults: how many are found, by this product and by two other validators of the same files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from benchmarks.planted import clean as claims
from benchmarks.planted import defects, ours, peers
from benchmarks.planted.defect import Defect
from benchmarks.planted.interchange import assembled, text

NO_RULE = "no rule yet"


def main() -> None:
    """Print the table, and what is to be looked at."""
    own = {defect.name: ours.rules_that_found(defect) for defect in defects.ALL}
    others = {name: found for name in peers.PEERS if (found := by_peer(name)) is not None}
    rows: dict[str, list[Defect]] = defaultdict(list)
    rules = ours.ruleset().rules
    for defect in defects.ALL:
        rows[rules[defect.rule].group if defect.rule in rules else NO_RULE].append(defect)
    print(f"{'group':24} {'planted':>8} {'by its own rule':>16}" + "".join(f"{name:>9}" for name in others))
    for group in sorted(rows):
        _print(group, rows[group], own, others)
    _print("all", list(defects.ALL), own, others)
    for each in defects.ALL:
        if each.rule not in own[each.name]:
            print(f"not found by {each.rule}: {each.name} (others: {', '.join(sorted(own[each.name])) or 'none'})")
    for name, found in others.items():
        for each in defects.ALL:
            if not own[each.name] and found[each.name]:
                print(f"found by {name} alone: {each.name}: {' '.join(found[each.name][0].split())[:160]}")
    for one in claims.ALL:
        for noise in ours.noise(ours.said(assembled(one))):
            print(f"said of a clean claim ({one.name}): {noise}")


def by_peer(name: str) -> dict[str, list[str]] | None:
    """What a peer reports of each mutant and not of its clean claim; ``None`` where it cannot be had."""
    pairs = {
        defect.name: (text(defect.clean()), text(defect.mutant()))
        for defect in defects.ALL
        if defect.base.guide in peers.GUIDES
    }
    said = peers.said(name, dict.fromkeys(file for pair in pairs.values() for file in pair))
    if said is None:
        print(f"planted: {name} could not be installed and is left out")
        return None
    found: dict[str, list[str]] = {defect.name: [] for defect in defects.ALL}
    for defect, (clean, mutant) in pairs.items():
        found[defect] = [error for error in said[mutant] if error not in said[clean]]
    return found


def _print(
    group: str, row: list[Defect], own: Mapping[str, set[str]], others: Mapping[str, Mapping[str, list[str]]]
) -> None:
    found = sum(each.rule in own[each.name] for each in row)
    counts = [sum(bool(found[each.name]) for each in row) for found in others.values()]
    print(f"{group:24} {len(row):8} {found:16}" + "".join(f"{count:9}" for count in counts))


if __name__ == "__main__":
    main()
