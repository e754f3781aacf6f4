"""Scorers for a run or a server."""

from __future__ import annotations

import gc
import os
from datetime import date

from claims.claim import Claim, ServiceLine
from claims.origin import Origin, Sourced
from claims.sent import SentBefore
from models import Bundle
from models.contract import Contract, fees_here
from models.review import Review, in_force
from rules import RuleSet, office_rules
from serving.scorer import Scorer
from serving.unheld import share_here

NEW_OBJECTS = 10_000
"""How many objects are made between two rounds of the garbage collector, which finds next to nothing here."""

A_DAY = date(2026, 1, 1)
A_CLAIM = Claim(claim_id="WARM", submission_date=A_DAY, lines=(ServiceLine(number=1, procedure="99213"),))
"""Nobody's claim."""


def for_a_run(
    ruleset: RuleSet, bundle: Bundle | None = None, sent: SentBefore | None = None, contract: Contract | None = None
) -> Scorer:
    """A scorer whose clock is read once, so that a run over midnight has one day. Without a model it only checks.

    ``sent`` is the office's own index of what was sent before, ``contract`` what its contracts allow.

    Raises:
        SettingError: a setting says what a look costs, or a refusal, or which share is let go, and is not as it must
            be.
    """
    today = date.today()  # noqa: DTZ011  the office's own calendar day
    review = review_here(bundle)
    unheld = share_here(os.environ)
    return _settled(
        Scorer(bundle, ruleset, sent=sent, contract=contract, clock=lambda: today, review=review, unheld=unheld)
    )


def for_a_server(
    bundle: Bundle | None = None, sent: SentBefore | None = None, ruleset: RuleSet | None = None
) -> Scorer:
    """A scorer that goes by the clock, and by the fee file of the setting; ``ruleset`` where it is loaded already.

    Raises:
        RuleFileError: a rule file is not as it must be.
        StoreError: reference data that was loaded is damaged.
        SettingError: as :func:`for_a_run`.
        FeeFileError: the fee file is not as it must be.
    """
    return _settled(
        Scorer(
            bundle,
            ruleset or office_rules(),
            sent=sent,
            contract=fees_here(),
            review=review_here(bundle),
            unheld=share_here(os.environ),
        )
    )


def warm(scorer: Scorer) -> Scorer:
    """The same scorer, having made the tables that it makes at its first claim, so that no caller waits for them."""
    scorer.score(Sourced(A_CLAIM, Origin()), A_DAY, "all")
    return scorer


def review_here(bundle: Bundle | None) -> Review | None:
    """What looks and refusals cost here: as the settings of the environment say, else as the bundle says.

    Raises:
        SettingError: a setting is not as it must be.
    """
    return in_force(bundle.review, os.environ) if bundle else None


def _settled(scorer: Scorer) -> Scorer:
    """Keep the garbage collector from walking through rules and model again and again: they live as long as we do.

    Checking a claim makes a short-lived generator a rule, so the collector runs often; without this, half of the time
    of a check is its walk through the rules.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    return scorer
