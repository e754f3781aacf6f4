"""Claims that were sent: on record with their version, the envelopes that carried them, and what we had advised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from msgspec import structs
from sqlalchemy import Connection

from claims import canonical
from claims.fault import Fault
from claims.origin import Origin, Sourced
from claims.outcomes.matching import control_number
from serving.access import Caller
from serving.outcomes.acknowledgements import waiting_for
from serving.outcomes.advice import advice
from serving.outcomes.alone import alone
from serving.outcomes.became import dated
from serving.outcomes.front_door import apply, unmet
from serving.outcomes.known import Known, Sent
from serving.outcomes.resent import sent_again, turned_away
from serving.outcomes.settle import settle
from serving.outcomes.slices import slices
from serving.outcomes.taken import Taken
from serving.store import Store, claim_versions, events, new_id
from serving.store.claim_versions import digest_of
from serving.store.tables import submission

SLICE = 200
"""Claims that are written in one transaction."""

COUNTS = ("claims", "new", "known", "outcomes", "corrected", "faults")
"""What is told: claims, of which new and known; outcomes that are new or corrected, since an answer waited for one;
things that could not be read."""


def take_submissions(
    store: Store,
    office: str,
    caller: Caller,
    sourced: Iterable[Sourced | Fault],
    *,
    today: date | None = None,
    settle_scores: Callable[[], None] = lambda: None,
) -> Taken:
    """Record that claims were sent. The same claim again, of the same day, changes nothing, unless it was turned away.

    A claim that does not say when it was sent is put on record with the day, so that on another day it is another
    version: it was sent again. What a front door turned away was sent again when it comes in another envelope, or in
    none.

    Answers that came before and belonged to nothing find their claim now. Claims are written some hundred at a time,
    so that a process that is killed leaves some on record and some not; to send all again is right.

    Args:
        store: where to.
        office: whose.
        caller: who says so.
        sourced: the claims as they were read; what could not be read is told.
        today: when they were sent that do not say so; else the clock tells.
        settle_scores: sees to it that all results of this process are in the store, so that what was advised of a claim
            a moment ago goes with it.
    """
    taken = Taken("submissions", dict.fromkeys(COUNTS, 0))
    settle_scores()
    day = today or date.today()  # noqa: DTZ011  the office's own calendar day
    for items in slices(sourced, SLICE):
        read: list[Sourced] = []
        for item in items:
            if isinstance(item, Sourced):
                read.append(item)
            else:
                taken.tell(item)
        if read:
            with alone(store, office) as connection:
                counts = _take(connection, office, caller, read, day)
            taken.add(counts)
    return taken


def _take(connection: Connection, office: str, caller: Caller, read: list[Sourced], today: date) -> Counter[str]:
    now = datetime.now(UTC)
    read = [structs.replace(item, claim=dated(item.claim, today)) for item in read]
    written = [canonical.encode(item.claim) for item in read]
    digests = [digest_of(content) for content in written]
    rows = [claim_versions.row(office, *pair, now) for pair in zip(digests, written, strict=True)]
    claim_versions.keep(connection, rows)
    known = Known(connection, office, {control_number(item.claim.claim_id) for item in read})
    identities = known.identities()
    numbered = Counter(known.versions[digest].identity[:2] for digest in known.sent)
    turned = turned_away(connection, office, [digest for digest in digests if digest in known.sent])
    new: list[dict[str, Any]] = []
    again: dict[str, dict[str, str]] = {}
    for item, digest in zip(read, digests, strict=True):
        if digest in known.sent:
            envelopes = _envelopes(item.origin)
            if digest in turned and (envelopes != turned[digest] or not any(envelopes.values())):
                again[digest] = envelopes
            continue
        version = known.versions[digest]
        told = advice(known, version, identities[version.identity], now)
        numbered[version.identity[:2]] += 1
        nth, submitted = numbered[version.identity[:2]], item.claim.submission_date or today
        known.sent[digest] = Sent(digest, submitted, nth, now, told.score_id, told.verdict)
        new.append(
            {
                "id": new_id(),
                "office": office,
                "claim_digest": digest,
                "submitted": submitted,
                "version": nth,
                "score_id": told.score_id,
                "advised": told.verdict,
                "changed": None if told.changed is None else int(told.changed),
                "who": caller.who,
                "via": "837" if item.origin.delimiters is not None else "json",
                "at": now,
                **_envelopes(item.origin),
            }
        )
    counts = Counter(claims=len(read), new=len(new) + len(again), known=len(read) - len(new) - len(again))
    sent_again(connection, office, again, now)
    resent = [events.Event("submitted", digest, known.sent[digest].submitted) for digest in again]
    if not new:
        events.add(connection, office, resent, now)
        return counts
    connection.execute(submission.insert(), new)
    settled = settle(connection, office, known, now)
    numbered_rows = [{**row, "control_number": known.versions[row["claim_digest"]].identity[1]} for row in new]
    waiting = unmet(connection, office, waiting_for(connection, office, numbered_rows))
    _, rejected = apply(connection, office, waiting, now)
    sent = [events.Event("submitted", row["claim_digest"], row["submitted"]) for row in new]
    events.add(connection, office, list(dict.fromkeys([*resent, *sent, *rejected, *settled.happened])), now)
    counts.update(settled.counts)
    return counts


def _envelopes(origin: Origin) -> dict[str, str]:
    """By which an acknowledgement names what was sent; empty where it was no 837."""
    controls = origin.controls
    return {"isa": controls.interchange, "gs": controls.group, "st": controls.transaction, "batch": _batch(origin)}


def _batch(origin: Origin) -> str:
    """BHT03: the submitter's own number of the transaction."""
    if origin.delimiters is None or not origin.passages:
        return ""
    for segment in origin.passages[0].text.split(origin.delimiters.terminator):
        elements = segment.split(origin.delimiters.element)
        if elements[0] == "BHT" and len(elements) > 3:  # noqa: PLR2004 - BHT03
            return elements[3].strip()
    return ""
