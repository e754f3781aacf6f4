"""Changes of payers, as answers show them: the alarms of :mod:`training.policies.alarms`, tuned for a whole office.

An office hears its monitor as one voice, so the false alarms of all payers together count; more proof is asked than
where a person looks at one payer. Alarms of one payer for one kind of refusal that come close together are one change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from training.monitoring.signals import Signal
from training.office_files import Files
from training.policies.alarms import Alarm, alarms
from training.policies.table import read_lines

PROOF = 8.0
"""Log of how much likelier a change must be than none, see :func:`training.policies.alarms.alarms`."""
TOGETHER = timedelta(days=56)
"""Alarms of one payer and kind within so many days of the one before are one change."""


class Change(Struct, frozen=True):
    """A payer begins, or ceases, to refuse services for one kind of reason."""

    payer: str
    name: str
    family: str
    """The kind of refusal, see :mod:`features.families`."""
    codes: tuple[str, ...]
    """Procedures; of referrals, specialties."""
    since: date
    """The day of the first answer at the new rate."""
    raised: date
    """The day of the answer that made it known."""
    alarms: tuple[Alarm, ...]

    @property
    def signal(self) -> Signal:
        """What is said of it: the first alarm's words, and how many followed."""
        first, *more = self.alarms
        told = first.text.removeprefix(f"{first.raised}: ")
        says = f"{told}; {len(more)} more of the kind" if more else told
        return Signal("policy", f"{self.name}, {self.family}", self.raised, says)


def changes(files: Files, after: date, proof: float = PROOF) -> list[Change]:
    """The changes made known after a day, in order."""
    raised = [one for one in alarms(read_lines(files.claims, files.outcomes), proof) if one.raised > after]
    return merged(raised)


def merged(raised: Sequence[Alarm]) -> list[Change]:
    """Alarms in order, those joined that speak of one change."""
    groups: list[list[Alarm]] = []
    last: dict[tuple[str, str], list[Alarm]] = {}
    for one in raised:
        group = last.get((one.payer, one.family))
        if group is not None and one.raised - group[-1].raised <= TOGETHER:
            group.append(one)
        else:
            groups.append([one])
            last[one.payer, one.family] = groups[-1]
    return [_change(group) for group in groups]


def _change(group: Sequence[Alarm]) -> Change:
    first = group[0]
    codes = tuple(dict.fromkeys(one.code for one in group))
    since = min(one.since for one in group)
    return Change(first.payer, first.name, first.family, codes, since, first.raised, tuple(group))
