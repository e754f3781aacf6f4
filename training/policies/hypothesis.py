"""One supposed policy, fitted to the lines that it could be about: what it turns on, and since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp, log

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from training.policies.chance import binomial_tail, exceeds, log_likelihood
from training.policies.kinds import AspectName, Kind, SubjectName
from training.policies.splits import LEAST_GAIN
from training.policies.table import Flags, Line
from training.policies.terms import ASPECTS, holds, place
from training.policies.when import Change, change

MOST = 600.0
"""Of a logarithm, that it may be raised."""


class Hypothesis(Struct, frozen=True):
    """A supposed policy over the lines that it could be about, one line a claim."""

    kind: Kind
    payer: str
    about: SubjectName
    subjects: tuple[str, ...]
    rows: tuple[Line, ...]
    hit: Flags
    """Which of them were refused with a code that speaks of it."""
    means: Flags
    """Which of them it is about, but for the time."""
    lacks: Flags
    """Which of them go without what it wants, or are what it excludes."""
    values: Mapping[AspectName, tuple[str, ...]]
    limits: Mapping[AspectName, int]
    since: Change | None = None
    until: Change | None = None
    p: float = 1.0
    """Probability of so many refusals were the subject as any other."""
    gain: float = 0.0
    choices: float = 0.0
    """Logarithm of how many policies it was chosen from, beside its days."""

    @property
    def narrowing(self) -> frozenset[str]:
        """Which of its values say of which lines it is; the others say what goes against it."""
        if self.kind.main:
            return frozenset(self.values) - {self.kind.main}
        return frozenset(self.values) if self.kind.lacks else frozenset()

    @property
    def in_force(self) -> Flags:
        """Which rows have a day of service on which it held."""
        days = np.array([row.day for row in self.rows], dtype=np.int64)
        held = np.ones(len(days), dtype=bool)
        if self.since:
            held &= days >= self.since.day.toordinal()
        if self.until:
            held &= days < self.until.day.toordinal()
        return held

    @property
    def against(self) -> Flags:
        """Which rows go against it."""
        return self.means & self.lacks & self.in_force

    @property
    def complied(self) -> Flags:
        """Which rows it is about that give what it wants."""
        return self.means & ~self.lacks & self.in_force

    def counts(self) -> tuple[int, int, int, int]:
        """Refused and all of the claims against it, refused and all of those in compliance."""
        against, complied = self.against, self.complied
        return (
            int((self.hit & against).sum()),
            int(against.sum()),
            int((self.hit & complied).sum()),
            int(complied.sum()),
        )

    def read_again(self) -> Hypothesis:
        """With what its values say of every row, and the days that suit."""
        narrow = self.narrowing
        means = np.ones(len(self.rows), dtype=bool)
        lacks = base(self.kind, self.rows)
        for name, values in self.values.items():
            side = holds(name, self.rows, values, self.limits.get(name, 0))
            means, lacks = (means & side, lacks) if name in narrow else (means, lacks & side)
        return replace(self, means=means, lacks=lacks).dated()

    def dated(self) -> Hypothesis:
        """With the days that suit its cases best."""
        chosen = np.flatnonzero(self.means & self.lacks)
        days = np.array([self.rows[at].day for at in chosen.tolist()], dtype=np.int64)
        hit = self.hit[chosen]
        since = change(days, hit, rises=True)
        kept = days >= since.day.toordinal() if since else np.ones(len(days), dtype=bool)
        until = change(days[kept], hit[kept], rises=False)
        return replace(self, since=since, until=until)


def base(kind: Kind, rows: Sequence[Line]) -> Flags:
    """Which lines go without the thing that the kind of policy wants; all, where it wants none."""
    return np.array([not kind.lacks or kind.lacks in row.missing for row in rows], dtype=bool)


def one_a_claim(lines: Sequence[Line], speaks: Callable[[Line], bool]) -> tuple[Line, ...]:
    """The first line of each claim that is refused with such a code, else its first: a claim's lines share a fate."""
    chosen: dict[int, Line] = {}
    for line in lines:
        if line.claim not in chosen or (speaks(line) and not speaks(chosen[line.claim])):
            chosen[line.claim] = line
    return tuple(chosen.values())


def fit(kind: Kind, payer: str, of: tuple[SubjectName, str], rows: tuple[Line, ...], hit: Flags) -> Hypothesis | None:
    """The policy of one kind about one subject that explains most; ``None`` where its main point is not found.

    What narrows it is added one at a time, the most telling first, as long as it explains more than chance would.
    """
    inside = base(kind, rows)
    values: dict[AspectName, tuple[str, ...]] = {}
    limits: dict[AspectName, int] = {}
    left: list[AspectName] = [*([kind.main] if kind.main else []), *kind.may]
    found = Hypothesis(kind, payer, of[0], (of[1],), rows, hit, inside, inside, values, limits).read_again()
    while left:
        chosen = np.flatnonzero(inside & found.in_force)
        if not len(chosen):
            return None
        some, their_hit = [rows[at] for at in chosen.tolist()], hit[chosen]
        splits = {name: ASPECTS[name].part(some, their_hit) for name in left}
        # That there is a main point the codes of the refusals say already: less is asked of it.
        worthy = {
            name: split
            for name, split in splits.items()
            if split and (split.gain > LEAST_GAIN if name == kind.main else split.worth > 0)
        }
        if not worthy:
            break
        name = max(worthy, key=lambda one: worthy[one].worth)
        split = worthy[name]
        left.remove(name)
        values[name], limits[name] = split.values, split.limit
        inside = inside & holds(name, rows, split.values, split.limit)
        choices = found.choices + log(split.options + 1) * max(1, len(split.values))
        found = replace(found, values=dict(values), limits=dict(limits), choices=choices).read_again()
    if kind.main == "place" in left:  # seen at one place alone, or refused at all of them
        values["place"] = tuple(sorted({place(row) for row, is_hit in zip(rows, hit, strict=True) if is_hit}))
        return replace(found, values=dict(values)).read_again()
    return None if kind.main in left and not kind.optional_main else found


def tested(found: Hypothesis, background: float) -> Hypothesis:
    """With its gain, and the probability of so many refusals by chance.

    Two tests are made, and the better counts, twice: whether the subject is refused more often than others, whatever
    the policy turns on; and whether what goes against it is refused more often than the rest of its subject, which
    counts as often as there were policies to choose from.

    Args:
        found: the supposed policy.
        background: how often lines of other subjects are refused with such codes.
    """
    could = base(found.kind, found.rows)
    k, n, *_ = found.counts()
    p = binomial_tail(int((found.hit & could).sum()), int(could.sum()), background)
    rest_k, rest_n = int(found.hit.sum()) - k, len(found.rows) - n
    own = log_likelihood(k, n) + log_likelihood(rest_k, rest_n)
    none = (
        log_likelihood(k + rest_k, n + rest_n)
        if found.about == "payer"
        else (k + rest_k) * np.log(background) + (n + rest_n - k - rest_k) * np.log(1 - background)
    )
    if found.about == "payer" and found.kind.main:  # nothing else is there to compare with
        p = 1.0
    days = log(len({row.day for row in found.rows})) * (bool(found.since) + bool(found.until))
    narrowed = exceeds(k, n, rest_k, rest_n) * exp(min(found.choices + days, MOST))
    return replace(found, p=min(1.0, 2 * min(p, narrowed)), gain=float(own - none))
