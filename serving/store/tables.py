"""All tables. Each row belongs to an office, and no query leaves the office out.

Texts of JSON that concern patients (claims, results, answers) are compressed (zlib). No foreign key is declared: a
score reaches the database a moment after the answer that names it, so a submission or a word of the biller may come
first. ``serving/store/purge.py`` keeps references whole.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Date, Double, Index, Integer, LargeBinary, Table, Text

from serving.store.metadata import metadata
from serving.store.page_tables import (
    batch,
    batch_fault,
    batch_part,
    batch_release,
    page_session,
    page_view,
    saved_view,
    work,
    work_event,
    work_source,
)
from serving.store.types import Dollars, Instant

__all__ = [
    "acknowledgement",
    "answer",
    "api_key",
    "batch",
    "batch_fault",
    "batch_part",
    "batch_release",
    "checkpoint",
    "claim_version",
    "event",
    "feedback",
    "idempotency",
    "job",
    "job_part",
    "job_result",
    "metadata",
    "outcome",
    "page_session",
    "page_view",
    "received_file",
    "saved_view",
    "score",
    "shadow_score",
    "submission",
    "work",
    "work_event",
    "work_source",
]

claim_version = Table(
    "claim_version",
    metadata,
    Column("office", Text, primary_key=True),
    Column("digest", Text, primary_key=True, doc="SHA-256 of the canonical JSON, hexadecimal"),
    Column("claim_id", Text, nullable=False),
    Column("control_number", Text, nullable=False, doc="CLM01 as the payer repeats it in CLP01"),
    Column("frequency_code", Text, nullable=False),
    Column("billing_npi", Text, nullable=False),
    Column("payer_id", Text, nullable=False),
    Column("content", LargeBinary, nullable=False, doc="canonical JSON, zlib"),
    Column("first_seen", Instant, nullable=False),
    Index(None, "office", "first_seen", "digest"),
    Index(None, "office", "control_number"),
)
"""What a claim looked like: each version of it once, however often it is scored."""

score = Table(
    "score",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("as_of", Date, nullable=False, doc="the day that counted as today"),
    Column("who", Text, nullable=False, doc="the caller's name"),
    Column("request_id", Text, nullable=False),
    Column("via", Text, nullable=False, doc="the way in: score, check, batch, job …"),
    Column("claim_digest", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("probability", Double, doc="NULL where the rules alone were asked"),
    Column("at_risk", Dollars),
    Column("model", Text, nullable=False, doc="name and version; empty without one"),
    Column("rules", Text, nullable=False, doc="version of the rule set"),
    Column("editions", Text, nullable=False, doc="editions of code sets in force"),
    Column("result", LargeBinary, nullable=False, doc="the result as it was given, JSON, zlib"),
    Index(None, "office", "claim_digest", "at"),
    Index(None, "office", "as_of"),
    Index(None, "office", "at"),
)
"""One result on record."""

shadow_score = Table(
    "shadow_score",
    metadata,
    Column("score_id", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("probability", Double),
    Column("verdict", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "office", "at"),
)
"""What a challenger would have said."""

submission = Table(
    "submission",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("claim_digest", Text, nullable=False),
    Column("submitted", Date, nullable=False),
    Column("version", Integer, nullable=False, doc="which version of its claim was sent, counted from 1"),
    Column("score_id", Text, doc="the score that was told last before it was sent"),
    Column("advised", Text, doc="the verdict of that score; NULL where none was told"),
    Column("isa", Text, nullable=False, doc="interchange control number (ISA13)"),
    Column("gs", Text, nullable=False, doc="group control number (GS06)"),
    Column("st", Text, nullable=False, doc="transaction set control number (ST02)"),
    Column("batch", Text, nullable=False, doc="the submitter's number of the transaction (BHT03)"),
    Column("changed", Integer, doc="1 where it differs from what was scored first, else 0; NULL where none was scored"),
    Column("received", Date, doc="when an acknowledgement said that it was taken; NULL where none did"),
    Column("who", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "office", "claim_digest", unique=True),
    Index(None, "office", "score_id"),
    Index(None, "office", "isa"),
    Index(None, "office", "gs"),
    Index(None, "office", "batch"),
    Index(None, "office", "submitted"),
    Index(None, "office", "at"),
)
"""A version of a claim that was sent."""

answer = Table(
    "answer",
    metadata,
    Column("office", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("control_number", Text, nullable=False),
    Column("answered", Date),
    Column("content", LargeBinary, nullable=False, doc="what an 835 says of one claim, JSON, zlib"),
    Column("file_digest", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "office", "control_number"),
    Index(None, "office", "at"),
)
"""What a remittance says of a claim, whether or not a submission is known for it."""

outcome = Table(
    "outcome",
    metadata,
    Column("office", Text, primary_key=True),
    Column("claim_digest", Text, primary_key=True),
    Column("kind", Text, primary_key=True, doc="adjudicated or rejected"),
    Column("submitted", Date, doc="the day on which the claim was sent"),
    Column("answered", Date),
    Column("denied", Integer, doc="1 where a line was refused, 0 where none was; NULL where that was not decided"),
    Column("codes", JSON, nullable=False, doc="group and code of each refusal"),
    Column("paid", Dollars),
    Column("denied_charge", Dollars, doc="charged on the lines that were refused"),
    Column("content", LargeBinary, nullable=False, doc="JSON, zlib"),
    Column("score_id", Text, doc="the score that it bears out or belies"),
    Column("at", Instant, nullable=False),
    Index(None, "office", "claim_digest", "at"),
    Index(None, "office", "score_id"),
    Index(None, "office", "submitted"),
    Index(None, "office", "at"),
)
"""What became of a submission."""

acknowledgement = Table(
    "acknowledgement",
    metadata,
    Column("office", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("control_number", Text, nullable=False, doc="of a claim; empty where it speaks of more than one"),
    Column("isa", Text, nullable=False),
    Column("gs", Text, nullable=False),
    Column("st", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("day", Date, doc="when it was said"),
    Column("content", LargeBinary, nullable=False, doc="what a 999, 277CA or TA1 says, JSON, zlib"),
    Column("file_digest", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "office", "control_number"),
    Index(None, "office", "isa"),
    Index(None, "office", "gs"),
    Index(None, "office", "batch"),
    Index(None, "office", "at"),
)
"""What the front door said of what was sent, whether or not a submission is known for it."""

received_file = Table(
    "received_file",
    metadata,
    Column("office", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("kind", Text, nullable=False, doc="835, 999, 277CA, 837 …"),
    Column("counts", JSON, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""A file that was taken in, so that its duplicate changes nothing."""

feedback = Table(
    "feedback",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("score_id", Text, nullable=False),
    Column("claim_digest", Text, nullable=False),
    Column("action", Text, nullable=False, doc="accepted, overridden or corrected"),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "office", "score_id"),
    Index(None, "office", "claim_digest", "at"),
    Index(None, "office", "at"),
)
"""What a biller did with a result."""

event = Table(
    "event",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("office", Text, nullable=False),
    Column("kind", Text, nullable=False, doc="submitted, rejected or answered"),
    Column("claim_digest", Text, nullable=False),
    Column("day", Date, doc="the day on which the claim was sent"),
    Column("content", LargeBinary, doc="the answer as it was known then: an outcome, JSON, zlib"),
    Column("at", Instant, nullable=False),
    Index(None, "office", "claim_digest", "at"),
    Index(None, "office", "id"),
    sqlite_autoincrement=True,  # a number is never given twice, not even after a purge
)
"""What processes follow; write through ``serving.store.events``, which keeps numbers in the order of commits."""

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("office", Text, primary_key=True),
    Column("model", Text, primary_key=True, doc="version of the model; empty without one"),
    Column("origin", Text, primary_key=True, doc="what it began with: the index of training, and the form of it all"),
    Column("position", BigInteger, nullable=False, doc="the last event that is in it"),
    Column("history", LargeBinary, nullable=False, doc="counts of answers, npz; empty without a model"),
    Column(
        "sent", LargeBinary, nullable=False, doc="index of what was sent, npz: digests and the office's claim numbers"
    ),
    Column("key", LargeBinary, nullable=False, doc="of the digests"),
    Column("at", Instant, nullable=False),
)
"""What processes had learnt from events, so that one that starts need not learn all anew; it can be made again."""

idempotency = Table(
    "idempotency",
    metadata,
    Column("office", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("route", Text, nullable=False),
    Column("body_digest", Text, nullable=False),
    Column("state", Text, nullable=False, doc="running or done"),
    Column("holder", Text, nullable=False, doc="which call runs it"),
    Column("expires", Instant, doc="a running one counts as abandoned from here on"),
    Column("status", Integer),
    Column("headers", JSON),
    Column("body", LargeBinary),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
)
"""Answers to calls that carried an ``Idempotency-Key``."""

api_key = Table(
    "api_key",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_by", Text),
    Column("last_used_at", Instant),
    Index(None, "office", "name"),
)
"""Who may call."""

job = Table(
    "job",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("state", Text, nullable=False, doc="queued, running, done, failed or cancelled"),
    Column("wanted", Integer, nullable=False, doc="0 once it was cancelled"),
    Column("as_of", Date, doc="today, for claims without a submission date; NULL: the day it was taken"),
    Column("explain", Text, nullable=False),
    Column("suggest", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False, doc="of the file"),
    Column("position", BigInteger, nullable=False, doc="the newest event that its history knows"),
    Column("claims", Integer, nullable=False, doc="scored so far"),
    Column("faults", Integer, nullable=False, doc="that could not be read so far"),
    Column("verdicts", JSON, nullable=False),
    Column("at_risk", Dollars),
    Column("model", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("started", Instant),
    Column("ended", Instant),
    Index(None, "office", "at"),
    Index(None, "state"),
)
"""A large file that is scored in the background."""

job_part = Table(
    "job_part",
    metadata,
    Column("job", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("office", Text, nullable=False),
    Column("content", LargeBinary, nullable=False, doc="a piece of the file, zlib"),
)
"""The file of a job, so that any host may score it; taken away once the job has ended."""

job_result = Table(
    "job_result",
    metadata,
    Column("job", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("office", Text, nullable=False),
    Column("first", Integer, nullable=False, doc="results before these"),
    Column("count", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False, doc="a result or a problem a line, JSON, zlib"),
)
"""The results of a job, some hundred claims a row."""
