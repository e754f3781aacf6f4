"""What a biller did with a result."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Literal, NamedTuple, get_args

from msgspec import Struct
from sqlalchemy import Connection, select

from claims.outcomes.matching import control_number
from serving.access import Caller
from serving.problem import refused
from serving.store import Store, made_at, new_id
from serving.store.tables import claim_version, feedback, score

Action = Literal["accepted", "overridden", "corrected"]
ACTIONS: tuple[Action, ...] = get_args(Action)

WAITS = (0.0, 0.1, 0.3, 0.6)
"""Seconds before each look for a score that another process of the server may not have moved to the store yet."""

ON_ITS_WAY = timedelta(minutes=2)
"""A score that was told longer ago is in the store, or nowhere."""


class Feedback(Struct, frozen=True, forbid_unknown_fields=True):
    """The body of the call: which result, and what was done with it."""

    action: Action
    """``accepted``: held, or changed, as advised; ``overridden``: sent all the same; ``corrected``: the result was
    wrong, or the claim was changed otherwise."""
    score_id: str = ""
    """Of the result; or else the claim, whose last result is meant."""
    claim_id: str = ""
    frequency_code: str = "1"
    billing_npi: str = ""
    reason: str = ""
    """In the biller's words; no patient data."""
    detail: str = ""
    """Such as the id of the rule, or what was changed."""


class Noted(NamedTuple):
    """What was put on record."""

    id: str
    score_id: str


def take_feedback(
    store: Store,
    office: str,
    caller: Caller,
    said: Feedback,
    settle: Callable[[], None] = lambda: None,
    *,
    keep: Callable[[Connection, Noted], None] = lambda *_: None,
) -> Noted:
    """Record what was done with a result.

    Args:
        store: where to.
        office: whose.
        caller: who says so.
        said: what is said.
        settle: sees to it that all results of this process are in the store.
        keep: is called in the transaction: what it raises undoes all.

    Raises:
        Refused: 404 where no such result is on record.
    """
    found = _score(store, office, said)
    if found is None and _may_come(said):
        settle()
        for wait in WAITS:
            time.sleep(wait)
            if (found := _score(store, office, said)) is not None:
                break
    if found is None:
        which, pointer = ("score_id", "/score_id") if said.score_id else ("claim_id", "/claim_id")
        raise refused(HTTPStatus.NOT_FOUND, f"no result of this {which} is on record", pointer)
    noted = Noted(new_id(), found[0])
    with store.begin() as connection:
        connection.execute(
            feedback.insert(),
            {
                "id": noted.id, "office": office, "score_id": found[0], "claim_digest": found[1],
                "action": said.action, "reason": said.reason, "detail": said.detail, "who": caller.who,
                "at": datetime.now(UTC),
            },
        )  # fmt: skip
        keep(connection, noted)
    return noted


def _may_come(said: Feedback) -> bool:
    if not said.score_id:
        return True
    made = made_at(said.score_id)
    return made is not None and abs(datetime.now(UTC) - made) < ON_ITS_WAY


def _score(store: Store, office: str, said: Feedback) -> tuple[str, str] | None:
    """The result's id, and its claim's digest."""
    query = select(score.c.id, score.c.claim_digest).where(score.c.office == office)
    if said.score_id:
        query = query.where(score.c.id == said.score_id)
    else:
        version = claim_version.c
        query = (
            query.join(claim_version, (version.office == score.c.office) & (version.digest == score.c.claim_digest))
            .where(version.control_number == control_number(said.claim_id), version.claim_id == said.claim_id)
            .where(version.frequency_code == said.frequency_code, version.billing_npi == said.billing_npi)
            .order_by(score.c.at.desc(), score.c.id.desc())
            .limit(1)
        )
    with store.reading() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else (row.id, row.claim_digest)
