"""Each office's model and the rules, watched: what changed is loaded beside what works, and taken over whole.

What cannot be loaded changes nothing: the old one goes on, and :class:`State` says why.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from models import BundleError, LightGBMError, SettingError
from models.contract import FeeFileError
from rules import RuleSet
from rules.reference import store as reference
from rules.strict import RuleFileError
from serving.attempt import where
from serving.load import for_a_server, warm
from serving.offices import Office, Offices
from serving.published import rules
from serving.published.rounds import Round
from serving.published.sources import Source, Sources, load, sent_before, sources_of
from serving.scorer import Scorer
from serving.store import StoreError
from serving.trouble import Trouble

CANNOT = (BundleError, LightGBMError, SettingError, FeeFileError, RuleFileError, reference.StoreError, OSError)
"""What keeps a model or rules from being loaded; each says why in words."""

EVERY = 2.0
"""Seconds between two looks."""

AGAIN = 30.0
"""Seconds after which what could not be loaded is tried again, though nothing changed: a network may be back."""

SOON = 5.0
"""Seconds for which the next call of an office that cannot be opened gets the same answer, without another attempt."""

REMEMBERED = 300.0
"""Seconds for which it is told that an office could not be opened, unless it could be meanwhile."""

_log = logging.getLogger("cleanclaim")


class State(Struct, frozen=True, omit_defaults=True):
    """What an office is served with, and what keeps it from something newer."""

    model: str
    rules: str
    challenger: str = ""
    """The version that scores beside it, on record only."""
    problem: str = ""
    """Why what stands there now could not be loaded; empty where it is in use."""


class Signs(NamedTuple):
    """What stood at an office's places when they were looked at."""

    champion: str
    challenger: str
    rules: str


class News(NamedTuple):
    """What a look found."""

    champion: Scorer | None = None
    """``None`` where the one in use stays."""
    challenger: Scorer | None = None
    seen: Signs | None = None
    """``None`` where there is nothing new."""


class Following:
    """The models and rules of all offices of a process, from one place (see :func:`sources_of`)."""

    def __init__(
        self, place: str | Path, shadow: str | Path | None = None, ruleset: Callable[[], RuleSet] = rules.as_they_stand
    ) -> None:
        """Follow a place.

        Args:
            place: a bundle's folder, or a folder or URL to which bundles are published.
            shadow: the same for a challenger.
            ruleset: makes the rules in force.

        Raises:
            RuleFileError: a rule file is not as it must be.
            rules.reference.store.StoreError: reference data that was loaded is damaged.
        """
        self._place, self._shadow, self._make_rules = place, shadow, ruleset
        self._rules_sign = rules.sign()
        self._ruleset = ruleset()
        self._rules_problem = ""
        self._rules_tried = ("", 0.0)
        self._seen: dict[str, Signs] = {}
        self._problems: dict[str, str] = {}
        self._tried: dict[str, tuple[Signs, float]] = {}
        """What could not be loaded, and when it was tried."""
        self._closed: dict[str, tuple[BundleError, float]] = {}
        """Offices that could not be opened: why, and when it was tried."""
        self._trouble = Trouble("models and rules stay as they are")

    def scorer(self, name: str) -> Scorer:
        """A new scorer for an office; a challenger joins it at the next look.

        Raises:
            BundleError: there is no model, or it cannot be used; so soon after it was tried, it is not tried again.
        """
        why, tried = self._closed.get(name, (None, 0.0))
        if why is not None and time.monotonic() - tried < SOON:
            raise BundleError(str(why)) from why
        try:
            champion = self._sources(name, Round()).champion
            sign = champion.sign()
            made = self._made(name, champion, sign)
        except CANNOT as error:
            cannot = error if isinstance(error, BundleError) else BundleError(str(error))
            self._closed[name] = cannot, time.monotonic()
            _log.warning("office %s cannot be served: %s", name, cannot)
            if cannot is error:
                raise
            raise cannot from error
        self._closed.pop(name, None)
        self._seen[name] = Signs(sign, "", self._rules_sign)
        return made

    def scorer_now(self, name: str) -> Scorer:
        """The same by the rules as they stand now: for who makes a scorer for each piece of work and follows nothing.

        Raises:
            BundleError: there is no model, or it cannot be used.
        """
        self.look_at_rules()
        return self.scorer(name)

    def state(self, one: Office) -> State:
        """What an office is served with."""
        bundle, rival = one.scorer.bundle, one.shadow.bundle if one.shadow else None
        said = (self._rules_problem, self._problems.get(one.name, ""), self._told_of_others())
        return State(
            bundle.version if bundle else "",
            one.scorer.ruleset.version,
            rival.version if rival else "",
            "; ".join(problem for problem in said if problem),
        )

    async def follow(self, offices: Offices, every: float = EVERY) -> None:
        """Look again and again at all that is watched, and take over what changed, until cancelled."""
        while True:
            await asyncio.sleep(every)
            await self.look(offices)

    async def look(self, offices: Offices) -> None:
        """Look once at all that is watched."""
        with self._trouble.survived():
            await asyncio.to_thread(self.look_at_rules)
        looks = Round()
        for one in offices.all():
            await self.look_for(one, looks)

    async def look_for(self, one: Office, looks: Round | None = None) -> None:
        """Look once at what an office is served with. A new scorer is made in a thread, while the old one answers."""
        try:
            news = await asyncio.to_thread(self._news, one, looks or Round())
            if news.champion is not None:
                await one.swap(news.champion)
            if news.seen is not None:
                await one.challenge(news.challenger)
                if one.ended:  # what stands in its place may be older
                    return
                self._seen[one.name] = news.seen
                self._problems.pop(one.name, None)
        except CANNOT as error:
            self._problems[one.name] = str(error)
        except StoreError:
            self._problems[one.name] = "the store does not answer"
        except Exception as error:  # noqa: BLE001  a defect of ours keeps this office from something newer, and no other
            self._problems[one.name] = f"a defect of cleanclaim, please report these words: {where(error)}"
            self._trouble.tell(error)

    def look_at_rules(self) -> None:
        """Make the rules anew where a file of theirs changed; offices take them at the next look."""
        sign, now = rules.sign(), time.monotonic()
        if sign == self._rules_sign:
            self._rules_problem = ""
            return
        if sign == self._rules_tried[0] and now - self._rules_tried[1] < AGAIN:
            return
        self._rules_tried = sign, now
        try:
            self._ruleset = self._make_rules()
        except CANNOT as error:
            self._rules_problem = str(error)
        else:
            self._rules_problem, self._rules_sign = "", sign

    def _told_of_others(self) -> str:
        """Whoever asks is not asked who he is: which offices they are is for the log."""
        count = sum(time.monotonic() - tried < REMEMBERED for _, tried in tuple(self._closed.values()))
        return f"offices whose models cannot be loaded, see the log: {count}" if count else ""

    def _news(self, one: Office, looks: Round) -> News:
        """What is to be taken over; nothing where nothing changed, or where it could not be loaded a moment ago."""
        champion, rival = self._sources(one.name, looks)
        signs = Signs(champion.sign(), rival.sign() if rival else "", self._rules_sign)
        seen = self._seen.get(one.name)
        tried = self._tried.get(one.name)
        if signs == seen or (tried and tried[0] == signs and time.monotonic() - tried[1] < AGAIN):
            return News()
        self._tried[one.name] = signs, time.monotonic()
        stays = seen is not None and (signs.champion, signs.rules) == (seen.champion, seen.rules)
        return News(
            None if stays else warm(self._made(one.name, champion, signs.champion)),
            warm(self._made(one.name, rival, signs.challenger)) if rival and signs.challenger else None,
            signs,
        )

    def _made(self, name: str, source: Source, sign: str) -> Scorer:
        """A scorer; of the index beside a model only the office knows whose model it is: others must not see it."""
        folder = source.folder()
        index = sent_before(folder) if source.whose == name else None
        return for_a_server(load(folder, sign), index, self._ruleset)

    def _sources(self, name: str, looks: Round) -> Sources:
        return sources_of(name, self._place, self._shadow, looks)
