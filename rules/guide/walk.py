"""One walk along a claim's segments, for all rules that ask about the guide.

Speed: a segment that was seen in the same loop is looked up, another is matched by one expression; the order of
segments is looked up as a whole. Only what is new or wrong is looked at closely.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import get_args

from claims.claim import ClaimType
from claims.origin import Origin, Passage
from claims.x12.interchange import Delimiters
from rules.guide import elements, order
from rules.guide.complaint import Complaint
from rules.guide.order import STRAY
from rules.guide.pattern import matcher, passage_matcher
from rules.guide.table import ROOTS, Guide, Use, guide_of

Placed = tuple[tuple[int, Complaint], ...]
"""Complaints, each with the number of its segment in the file."""

MOST_SEGMENTS = 4_096
"""Segments of each loop that are remembered."""
MOST_ORDERS = 4_096
"""Orders of segments that are remembered."""
LONGEST_ORDER = 500
REMEMBERED = frozenset(["LX", "SV1", "SV2", "SV3", "DTP", "HI", "CL1", "CRC", "HL", "PRV", "TOO"])
"""Segments that may be remembered: they repeat, and name no person."""
PROVIDERS = ("2310", "2420")
"""Loops whose names are those of providers."""


class Target:
    """Where a segment leads, by its id and qualifier."""

    __slots__ = ("is_remembered", "match", "step", "use")

    def __init__(self, walker: Walker, use: Use) -> None:
        self.use = use
        self.step: Step = (use.mark, walker.states[use.loop], ())
        self.is_remembered = use.tag in REMEMBERED or use.loop.startswith(PROVIDERS)
        self.match: Callable[[str], object] = partial(self._first, walker)

    def _first(self, walker: Walker, segment: str) -> object:
        """Make the expression when it is first wanted: a claim needs few of all that there are."""
        self.match = matcher(self.use, walker.delimiters).fullmatch
        return self.match(segment)


class State(dict[str, "Step"]):
    """A loop while it is walked through: for each segment its mark, the loop behind it, and what is wrong with it."""

    __slots__ = ("loop", "mark", "targets", "walker")

    def __init__(self, walker: Walker, loop: str) -> None:
        super().__init__()
        self.walker = walker
        self.mark = walker.delimiters.element
        self.loop = loop
        self.targets: dict[str, Target] = {}
        """By id, or id and qualifier, as they begin the segment."""

    def __missing__(self, segment: str) -> Step:
        """Look at a segment that is not known here."""
        end = segment.find(self.mark)
        target = self.targets.get(segment[: segment.find(self.mark, end + 1)])
        if target is None:  # told by its id alone, or by a component
            target = self.targets.get(segment[:end]) or self._by_qualifier(segment)
            if target is None:
                return STRAY, self, (self.walker.stray(self.loop, *self._head(segment)),)
        step = target.step
        if not target.match(segment):
            step = (*step[:2], tuple(elements.look(target.use, segment, self.walker.delimiters)))
        if target.is_remembered:
            if len(self) >= MOST_SEGMENTS:
                self.clear()
            self[segment] = step
        return step

    def _by_qualifier(self, segment: str) -> Target | None:
        tag, qualifier = self._head(segment)
        return self.targets.get(f"{tag}{self.mark}{qualifier}")

    def _head(self, segment: str) -> tuple[str, str]:
        """The id of a segment and its qualifier: its first element; of HI, the first component of it."""
        tag, _, rest = segment.partition(self.mark)
        qualifier = rest.partition(self.mark)[0]
        return tag, qualifier.partition(self.walker.delimiters.component)[0] if tag == "HI" else qualifier


Step = tuple[str, State, tuple[Complaint, ...]]


class Walker:
    """A guide with the delimiters of a file."""

    def __init__(self, kind: ClaimType, delimiters: Delimiters) -> None:
        self.guide = guide_of(kind)
        self.delimiters = delimiters
        self.states = {loop: State(self, loop) for loop in self.guide.loops}
        self._routes = _routes(kind)
        targets = {mark: Target(self, use) for mark, use in self.guide.uses.items()}
        for loop, state in self.states.items():
            for (tag, qualifier), use in self._routes[loop].items():
                state.targets[f"{tag}{state.mark}{qualifier}" if qualifier else tag] = targets[use.mark]
        self._orders = _orders(kind)
        self._whole = cache(lambda root: passage_matcher(self.guide, root, delimiters).fullmatch)
        self._last: dict[str, tuple[Passage, Placed]] = {}

    def walk(self, origin: Origin) -> Placed:
        """What is wrong in all passages of a claim."""
        found: Placed = ()
        for passage in origin.passages:
            last = self._last.get(passage.level)
            if last is None or last[0] is not passage:
                last = passage, self._passage(passage)
                self._last[passage.level] = last
            found += last[1]
        return found

    def _passage(self, passage: Passage) -> Placed:
        root = ROOTS[passage.level]
        if root != "2300" and self._whole(root)(passage.text):
            return ()
        state = self.states[root]
        marks = ""
        strays: list[tuple[int, Complaint]] = []
        for segment in passage.text.split(self.delimiters.terminator):
            mark, state, wrong = state[segment]
            if wrong:
                strays += [(len(marks), complaint) for complaint in wrong]
            marks += mark
        disorder = self._orders.get(root + marks)
        if disorder is None:
            disorder = self._order(root, marks)
        if not disorder and not strays:
            return ()
        lost = {(one.loop, _tag(one)) for _, one in strays if one.group != "elements"}
        strays += [
            (one.at, one) for one in disorder if not (one.kind.endswith("missing") and (one.loop, one.label) in lost)
        ]
        return tuple((passage.first + at, one) for at, one in strays)

    def _order(self, root: str, marks: str) -> tuple[Complaint, ...]:
        found = tuple(order.look(self.guide, root, marks))
        if len(marks) <= LONGEST_ORDER:
            if len(self._orders) >= MOST_ORDERS:
                self._orders.clear()
            self._orders[root + marks] = found
        return found

    def stray(self, loop: str, tag: str, qualifier: str) -> Complaint:
        """What is wrong with a segment for which the guide has no use behind a loop."""
        uses = [use for (known, _), use in self._routes[loop].items() if known == tag]
        if uses:
            here = [use for use in uses if use.loop == loop] or uses
            codes = list(dict.fromkeys(code for use in here for code in use.qualifiers))
            if tag == "NM1":
                sent = qualifier if len(qualifier) <= elements.MOST_SHOWN else f"of {len(qualifier)} characters"
                return Complaint("segments", "role", loop, tag, sent, {"codes": ", ".join(codes)})
            label = f"{tag}01-1" if tag == "HI" else f"{tag}01"
            return elements.unknown_code(here[0].loop, label, "what the segment is about", qualifier, codes)
        known = tag in _tags()
        return Complaint("segments", "misplaced" if known else "unknown", loop, tag if known else "")


def _tag(complaint: Complaint) -> str:
    """The segment that a complaint is about: HI of HI01-1."""
    label = complaint.label.partition("-")[0]
    return label if complaint.group == "segments" else label[:-2]


@cache
def _tags() -> frozenset[str]:
    """The segments of all guides: one of another kind of claim has strayed, but is no misspelt one."""
    kinds: tuple[ClaimType, ...] = get_args(ClaimType)
    return frozenset(use.tag for kind in kinds for use in guide_of(kind).uses.values())


@cache
def _orders(_kind: ClaimType) -> dict[str, tuple[Complaint, ...]]:
    """What is known of orders of segments, for all files of a guide."""
    return {}


@cache
def _routes(kind: ClaimType) -> dict[str, dict[tuple[str, str], Use]]:
    """For each loop: where a segment leads from there, by its id and qualifier."""
    guide = guide_of(kind)
    return {loop: dict(_routes_from(guide, loop)) for loop in guide.loops}


def _routes_from(guide: Guide, loop: str) -> dict[tuple[str, str], Use]:
    """Its own segments, then what opens a loop within it, beside it, or around it."""
    own = guide.loops[loop]
    uses = [use for use in own.uses if not (use.opens and own.within)]
    around = loop
    while around:
        uses += [guide.loops[inner].uses[0] for inner in guide.loops[around].inner]
        around = guide.loops[around].within
    found: dict[tuple[str, str], Use] = {}
    for use in uses:
        for qualifier in use.qualifiers or ("",):
            found.setdefault((use.tag, qualifier), use)
    return found


@lru_cache(16)
def _walker(kind: ClaimType, delimiters: Delimiters) -> Walker:
    return Walker(kind, delimiters)


_latest: tuple[Origin | None, Placed] = (None, ())


def walk(origin: Origin) -> Placed:
    """What the guide has against a claim; asked again about the same claim, the answer is at hand."""
    global _latest  # noqa: PLW0603 - the three rules ask one after the other about one claim
    known, found = _latest
    if known is not origin:
        assert origin.delimiters is not None
        found = _walker(origin.claim_type, origin.delimiters).walk(origin)
        _latest = origin, found
    return found
