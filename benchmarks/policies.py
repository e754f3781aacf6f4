"""Policies found against the truth, on made-up offices: precision, recall, days off, and alarms of changes.

What counts. A policy of the office is *to be found* when at least 20 answered claims of the training files went
against it (the simulator counts them). What every payer refuses whoever asks is no policy to learn (duplicates,
coverage that has ended, unknown member numbers, slips of coding, chance: see ``STANDING``): it is never to be
found, and to tell a policy because of it is an error. A policy that is told is *right* when the same payer has
policies of the same kind that held on at least half of the days of service seen of it, of which it is told on at
least half of their days, and which name at least half of the codes told. A policy is *found* when policies that are
right, of its payer and kind, name the codes of at least half of the claims that went against it.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from training.office import simulate
from training.office.calendar import CUT_OFF, START
from training.office_files import read_files
from training.policies import LearntPolicy, learn
from training.policies.alarms import PROOF, Alarm, alarms
from training.policies.table import read_lines

OFFICES = ((12_000, 301), (12_000, 302), (12_000, 303), (12_000, 304), (40_000, 305), (40_000, 306))
STILL = ((12_000, 321), (12_000, 322), (40_000, 323), (40_000, 324))
"""Offices whose payers change nothing."""
ENOUGH = 20
STANDING = frozenset(
    {"eligibility", "member_number", "duplicate", "new_patient", "diagnosis_code", "diagnosis_pointer",
     "original_reference", "noise", "first_payer", "sex"}
)  # fmt: skip
KINDS: Mapping[str, frozenset[str]] = {
    "authorization": frozenset({"authorization"}),
    "notification": frozenset({"authorization"}),
    "referral": frozenset({"referral"}),
    "modifier": frozenset({"modifier"}),
    "bundling": frozenset({"bundling"}),
    "office_visit": frozenset({"bundling"}),
    "medical_necessity": frozenset({"necessity"}),
    "non_covered": frozenset({"not covered"}),
    "place_of_service": frozenset({"place"}),
    "unit_limit": frozenset({"units"}),
    "frequency": frozenset({"frequency"}),
    "age_limit": frozenset({"age"}),
    "documentation": frozenset({"records"}),
    "missing_information": frozenset(
        {"drug code", "CLIA number", "referring provider", "ordering provider", "facility", "billing taxonomy"}
    ),
    "revenue_code": frozenset({"revenue code"}),
    "type_of_bill": frozenset({"type of bill"}),
    "level_of_care": frozenset({"level of care"}),
    "coordination": frozenset({"other coverage"}),
    "credentialing": frozenset({"clinician"}),
    "timely_filing": frozenset({"filing limit"}),
}
"""Of the simulator's kinds, which kinds of learnt policies say the same."""

Truth = Mapping[str, Any]


def days(first: date | str | None, last: date | str | None) -> tuple[int, int]:
    """The days of a policy within the training files, as ordinals; the second no longer belongs to it."""
    begins = date.fromisoformat(str(first)) if first else START
    ends = date.fromisoformat(str(last)) if last else CUT_OFF
    return max(begins, START).toordinal(), min(ends, CUT_OFF).toordinal()


def overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Days of both."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def at_once(told: LearntPolicy, true: Truth) -> bool:
    """Whether a true policy held on half of the days seen of the one told, and the latter is told of half of its."""
    truly = days(true["since"], true["until"])
    seen = (told.first_service.toordinal(), told.last_service.toordinal() + 1)
    both = overlap(days(told.since, told.until), truly)
    return both > 0 and both >= 0.5 * (truly[1] - truly[0]) and overlap(seen, truly) >= 0.5 * (seen[1] - seen[0])


def names(told: LearntPolicy, true: Truth) -> set[str]:
    """Which of the codes told a true policy is about."""
    if told.about == "payer":
        return set(told.codes)
    if told.about == "bill":
        return {code for code in told.codes if any(bill.startswith(code) for bill in true.get("bills", ()))}
    known = {
        "procedure": {*true.get("procedures", ()), *true["against"]["codes"]},
        "specialty": set(true.get("taxonomies", ())),
        "place": set(true.get("places", ())),
        "clinician": {true.get("provider", "")},
    }
    return set(told.codes) & known[told.about]


def like(told: LearntPolicy, true: Truth) -> bool:
    """Whether payer, kind and days agree."""
    return told.payer == true["payer"] and told.kind in KINDS.get(true["kind"], ()) and at_once(told, true)


def is_right(told: LearntPolicy, truths: Iterable[Truth]) -> bool:
    """Whether true policies name half of the codes told."""
    named = set().union(*(names(told, true) for true in truths if like(told, true)))
    return len(named) >= 0.5 * len(told.codes) and bool(named)


def finders(true: Truth, told: Iterable[LearntPolicy]) -> list[LearntPolicy]:
    """The policies told that say what a true one does."""
    return [one for one in told if like(one, true) and names(one, true)]


def is_found(true: Truth, told: Iterable[LearntPolicy]) -> bool:
    """Whether right policies name the codes of half of the claims against it."""
    mine = finders(true, told)
    if any(one.about != "procedure" for one in mine):
        return True
    named = set().union(*(one.codes for one in mine))
    codes: Mapping[str, int] = true["against"]["codes"]
    return sum(codes[code] for code in codes if code in named) >= 0.5 * sum(codes.values())


class Tally:
    """Counts over offices."""

    def __init__(self) -> None:
        self.told: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.to_find: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.days_off: list[int] = []
        self.inside = 0

    def take(self, policies: list[LearntPolicy], truths: list[Truth], *, verbose: bool = False) -> None:
        """One office."""
        learnable = [true for true in truths if true["kind"] not in STANDING]
        right = [one for one in policies if is_right(one, learnable)]
        self.told.update(one.kind for one in policies)
        self.right.update(one.kind for one in right)
        for true in learnable:
            if true["against"]["claims"] < ENOUGH:
                continue
            self.to_find[true["kind"]] += 1
            is_one = is_found(true, right)
            self.found[true["kind"]] += is_one
            if verbose and not is_one:
                print("   missed", {name: true[name] for name in true if name not in ("says", "against", "id")},
                      true["against"]["claims"], true["against"]["codes"])  # fmt: skip
            if is_one and days(true["since"], None)[0] > START.toordinal() + 1:
                self._dates(true, finders(true, right))
        if verbose:
            for one in policies:
                if one not in right:
                    print("   wrong", one.text, one.denial_codes, f"{one.q:.1g}")

    def _dates(self, true: Truth, mine: list[LearntPolicy]) -> None:
        largest = max(mine, key=lambda one: one.against)
        since = date.fromisoformat(true["since"])
        if largest.since and largest.since_earliest and largest.since_latest:
            self.days_off.append(abs((largest.since - since).days))
            self.inside += largest.since_earliest <= since <= largest.since_latest

    def show(self, title: str) -> None:
        """Print what it comes to."""
        told, right, to_find, found = (sum(one.values()) for one in (self.told, self.right, self.to_find, self.found))
        print(f"  {title}: precision {right / max(1, told):.3f} ({right} of {told}), "
              f"recall {found / max(1, to_find):.3f} ({found} of {to_find})")  # fmt: skip


FAMILIES: Mapping[str, frozenset[str]] = {
    "authorization": frozenset({"authorization"}),
    "notification": frozenset({"authorization"}),
    "referral": frozenset({"referral"}),
    "modifier": frozenset({"modifier", "information"}),
    "bundling": frozenset({"bundling"}),
    "office_visit": frozenset({"bundling", "modifier"}),
    "medical_necessity": frozenset({"necessity", "diagnosis"}),
    "non_covered": frozenset({"benefit"}),
    "place_of_service": frozenset({"place"}),
    "unit_limit": frozenset({"units"}),
    "age_limit": frozenset({"person"}),
    "documentation": frozenset({"records"}),
    "missing_information": frozenset({"information"}),
    "revenue_code": frozenset({"information"}),
    "level_of_care": frozenset({"necessity", "place"}),
}
"""Of the kinds of policy whose beginning should be alarmed, which kinds of refusal speak."""


class Bells:
    """What alarms are worth, over offices."""

    def __init__(self) -> None:
        self.begun = self.heard = 0
        self.days: list[int] = []
        self.answers: list[int] = []
        self.false = 0
        self.payer_years = 0.0

    def changing(self, raised: Iterable[Alarm], truths: Iterable[Truth]) -> None:
        """An office whose payers change: which beginnings with enough later cases were alarmed, and how soon."""
        raised = list(raised)
        for true in truths:
            met = true["against"]
            if true["kind"] not in FAMILIES or "answered" not in met or len(met["answered"]) < ENOUGH:
                continue
            self.begun += 1
            mine = [
                one.raised
                for one in raised
                if one.payer == true["payer"]
                and one.family in FAMILIES[true["kind"]]
                and one.raised.isoformat() >= true["since"]
                and (one.code in met["codes"] or one.code in true.get("taxonomies", ()))
            ]
            if mine:
                self.heard += 1
                self.days.append((min(mine) - date.fromisoformat(met["answered"][0])).days)
                self.answers.append(sum(day <= min(mine).isoformat() for day in met["answered"]))

    def still(self, raised: Iterable[Alarm], payers: int, years: float) -> None:
        """An office whose payers change nothing: every alarm is false."""
        self.false += sum(1 for _ in raised)
        self.payer_years += payers * years

    def show(self) -> None:
        """Print what it comes to."""
        print(f"  alarms: {self.heard} of {self.begun} beginnings with {ENOUGH} or more later cases", end="")
        if self.days:
            print(f", {np.median(self.days):.0f} days after the first answer that could show it and at case "
                  f"{np.median(self.answers):.0f} (medians)", end="")  # fmt: skip
        print(f"; {self.false} false in {self.payer_years:.0f} payer years without changes "
              f"({self.false / max(1.0, self.payer_years):.2f} a payer a year)")  # fmt: skip


def ring(bells: Bells, folder: Path, *, changes: bool, proof: float = PROOF) -> None:
    """The alarms of one office."""
    files = read_files(folder / "train" / "claims", folder / "train" / "remits")
    raised = alarms(read_lines(files.claims, files.outcomes), proof)
    known = json.loads((folder / "policies.json").read_text("utf-8"))
    if changes:
        bells.changing(raised, known["policies"])
    else:
        bells.still(raised, len(known["payers"]), (CUT_OFF - START).days / 365)


def main(offices: Iterable[tuple[int, int]] = OFFICES) -> None:
    """Print precision and recall by office and by kind, and how far off the days are."""
    whole, bells = Tally(), Bells()
    for claims, seed in offices:
        with tempfile.TemporaryDirectory() as folder:
            simulate(folder, claims, seed)
            one(Path(folder), f"{claims:,} claims, seed {seed}", whole)
            ring(bells, Path(folder), changes=True)
    for claims, seed in STILL:
        with tempfile.TemporaryDirectory() as folder:
            simulate(folder, claims, seed, changes=False)
            ring(bells, Path(folder), changes=False)
    report(whole)
    bells.show()


def one(folder: Path, title: str, whole: Tally, *, verbose: bool = False) -> None:
    """One office: what is told, held against the truth."""
    files = read_files(folder / "train" / "claims", folder / "train" / "remits")
    begun = time.process_time()
    policies = learn(files).policies
    taken = time.process_time() - begun
    truths = json.loads((folder / "policies.json").read_text("utf-8"))["policies"]
    alone = Tally()
    for tally in (alone, whole):
        tally.take(policies, truths, verbose=verbose and tally is alone)
    alone.show(f"{title}, {taken:.1f} s")


def report(whole: Tally) -> None:
    """Print the sums."""
    whole.show("all offices")
    for kind in sorted(whole.to_find):
        print(f"    {kind:<20} found {whole.found[kind]:3} of {whole.to_find[kind]:3}")
    for kind in sorted(whole.told):
        print(f"    told: {kind:<20} right {whole.right[kind]:3} of {whole.told[kind]:3}")
    if whole.days_off:
        print(f"  first day: {len(whole.days_off)} dated, off by {np.median(whole.days_off):.0f} days (median), "
              f"{np.quantile(whole.days_off, 0.9):.0f} (p90); {whole.inside / len(whole.days_off):.2f} "
              "within the interval told")  # fmt: skip
