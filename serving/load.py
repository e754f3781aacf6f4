"""Scorers for a run or a server."""

from __future__ import annotations

from datetime import date

from claims.sent import SentBefore
from models import Bundle
from rules import RuleSet, office_rules
from serving.scorer import Scorer


def for_a_run(ruleset: RuleSet, bundle: Bundle | None = None, sent: SentBefore | None = None) -> Scorer:
    """A scorer whose clock is read once, so that a run over midnight has one day. Without a model it only checks.

    ``sent`` is the office's own index of what was sent before.
    """
    today = date.today()  # noqa: DTZ011  the office's own calendar day
    return Scorer(bundle, ruleset, sent=sent, clock=lambda: today)


def for_a_server(bundle: Bundle | None = None, sent: SentBefore | None = None) -> Scorer:
    """A scorer that goes by the clock.

    Raises:
        RuleFileError: a rule file is not as it must be.
    """
    return Scorer(bundle, office_rules(), sent=sent)
