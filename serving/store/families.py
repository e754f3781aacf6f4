"""What may go, as conditions in SQL: a version of a claim goes with all that was said of it, or not at all.

A version and its scores, submission, outcomes, events and feedback are a family. It is old when none of them is younger
than the limit. A submission, an outcome or a word of the biller may name a score of another version (what was advised
before the claim was changed); such a score stays, with its version, for as long as what names it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select

from serving.store.tables import claim_version, event, feedback, outcome, score, shadow_score, submission

SAID = (submission, outcome, feedback, event)
"""Rows that speak of a version, beside its scores."""

NAMING = (submission, outcome, feedback)
"""Rows that name a score."""


def old(office: str, digest: ColumnElement[str], limit: datetime) -> ColumnElement[bool]:
    """Whether nothing in the family of a version is as young as the limit."""
    return and_(*(~_younger(table, office, digest, limit) for table in (score, *SAID)))


def _younger(table: Table, office: str, digest: ColumnElement[str], limit: datetime) -> ColumnElement[bool]:
    row = table.alias()
    return exists().where(row.c.office == office, row.c.claim_digest == digest, row.c.at >= limit)


def named(office: str, score_id: ColumnElement[str], limit: datetime) -> ColumnElement[bool]:
    """Whether a row that stays names a score."""
    rows = [table.alias() for table in NAMING]
    return or_(
        *(
            exists().where(row.c.office == office, row.c.score_id == score_id, ~old(office, row.c.claim_digest, limit))
            for row in rows
        )
    )


def goes(table: Table, office: str, digests: Sequence[str], limit: datetime) -> ColumnElement[bool]:
    """Which rows of old families go: scores that nothing names, versions that have no other, and all else of them."""
    if table is claim_version:
        here = claim_version.c
        return and_(here.office == office, here.digest.in_(digests), ~_kept_by_a_score(office, limit))
    if table is shadow_score:
        theirs = select(score.c.id).where(goes(score, office, digests, limit))
        return shadow_score.c.score_id.in_(theirs)
    rows = and_(table.c.office == office, table.c.claim_digest.in_(digests))
    return and_(rows, ~named(office, score.c.id, limit)) if table is score else rows


def of_a_claim_that_stays(table: Table, office: str, limit: datetime) -> ColumnElement[bool]:
    """Whether an answer bears the control number of a version that stays."""
    here = claim_version.c
    stays = or_(here.first_seen >= limit, ~old(office, here.digest, limit), _kept_by_a_score(office, limit))
    return exists().where(here.office == office, here.control_number == table.c.control_number, stays)


def _kept_by_a_score(office: str, limit: datetime) -> ColumnElement[bool]:
    row = score.alias()
    return exists().where(
        row.c.office == office, row.c.claim_digest == claim_version.c.digest, named(office, row.c.id, limit)
    )
