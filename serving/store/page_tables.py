"""The tables of the worklist page: batches as they were dropped, the claims of each, what was done, who looked.

Every key begins with the office, so that a query without it is a slow one. Names of patients stand in ``work`` beside
what a list shows, since a list must not open 50 claims; all else of a claim stands in ``claim_version``.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Date, Double, Index, Integer, LargeBinary, Table, Text

from serving.store.metadata import metadata
from serving.store.types import Dollars, Instant

batch = Table(
    "batch",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("name", Text, nullable=False, doc="the names of its files, as they are shown"),
    Column("form", Text, nullable=False, doc="x12, json, csv or fhir; empty until its first claim was read"),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("as_of", Date, nullable=False, doc="the day that counts as today, for claims that say none"),
    Column("state", Text, nullable=False, doc="reading, done or failed"),
    Column("bytes", BigInteger, nullable=False),
    Column("read", Integer, nullable=False, doc="claims and faults so far"),
    Column("claims", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("verdicts", JSON, nullable=False, doc="as they were first"),
    Column("charge", Dollars, nullable=False),
    Column("at_risk", Dollars, nullable=False, doc="as it was first"),
    Column("expected_denials", Double, nullable=False, doc="sum of the probabilities as they were first"),
    Column("model", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("problem", Text, nullable=False, doc="why it failed"),
    Column("reader", Text, nullable=False, doc="which thread reads it"),
    Column("beat", Instant, doc="when that one said last that it lives; NULL where it gave up its place"),
    Column("ready_at", Instant, doc="when the ready file was taken last"),
    Column("ready_by", Text),
    Index(None, "office", "at"),
)
"""Files that were dropped on the page together."""

batch_part = Table(
    "batch_part",
    metadata,
    Column("office", Text, primary_key=True),
    Column("batch", Text, primary_key=True),
    Column("file", Integer, primary_key=True, autoincrement=False, doc="which of the files, counted from 0"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False, doc="a piece of the file, zlib"),
)
"""The files as they came."""

batch_fault = Table(
    "batch_fault",
    metadata,
    Column("office", Text, primary_key=True),
    Column("batch", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, doc="its place among claims and faults"),
    Column("file", Integer, nullable=False),
    Column("name", Text, nullable=False, doc="of the file"),
    Column("content", JSON, nullable=False, doc="a Fault"),
)
"""What could not be read of a batch, and where."""

batch_release = Table(
    "batch_release",
    metadata,
    Column("office", Text, primary_key=True),
    Column("batch", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, doc="counted from 1"),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("charge", Dollars, nullable=False),
    Column("done", Instant, nullable=True, doc="when it was written whole, and its claims were on record as sent"),
)
"""A ready file that was taken: which claims were in it is told by ``work.release``."""

work = Table(
    "work",
    metadata,
    Column("office", Text, primary_key=True),
    Column("batch", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, doc="its place among claims and faults"),
    Column("file", Integer, nullable=False, doc="in which of the files it stood"),
    Column("segment", Integer, nullable=False, doc="its CLM in that file, or its line"),
    Column("claim_digest", Text, nullable=False, doc="as it is now"),
    Column("first_digest", Text, nullable=False, doc="as it came"),
    Column("score_id", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("state", Text, nullable=False, doc="open, waived or released"),
    Column("claim_id", Text, nullable=False),
    Column("patient", Text, nullable=False, doc="as it is shown"),
    Column("patient_key", Text, nullable=False, doc="digest of member number and birth date; empty without either"),
    Column("payer_id", Text, nullable=False),
    Column("payer_name", Text, nullable=False),
    Column("clinician_npi", Text, nullable=False),
    Column("clinician", Text, nullable=False),
    Column("service_date", Date),
    Column("charge", Dollars, nullable=False),
    Column("probability", Double, doc="NULL without a model"),
    Column("at_risk", Dollars),
    Column("main", Text, nullable=False, doc="the foremost fault or reason"),
    Column("main_kind", Text, nullable=False, doc="fault, odds, or empty"),
    Column("main_field", Text, nullable=False, doc="the field of the claim that it concerns"),
    Column("rules", Text, nullable=False, doc="which found something, as |a|b|"),
    Column("codes", Text, nullable=False, doc="refusals that it may meet, as |a|b|"),
    Column("deadline", Date, doc="last day of the filing limit, where one is known"),
    Column("assignee", Text, nullable=False),
    Column("snoozed_until", Date),
    Column("edited", Integer, nullable=False, doc="changes that stand"),
    Column("notes", Integer, nullable=False),
    Column("release", Integer, doc="in which ready file it went out"),
    Column("revision", Integer, nullable=False, doc="grows with each change; who changes must know it"),
    Index(None, "office", "batch", "patient_key"),
    sqlite_with_rowid=False,
)
"""One claim of a batch, as the list shows it.

In SQLite the rows of a batch lie side by side in the order of the key: whatever a list asks for, it walks through them
once, 100,000 claims in a thirtieth of a second; by an index that leads to rows elsewhere it takes six times as long.
"""

work_source = Table(
    "work_source",
    metadata,
    Column("office", Text, primary_key=True),
    Column("batch", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False, doc="where it stood, and what of it could not be read; JSON, zlib"),
)
"""What rules look at beside a claim: its own segments."""

work_event = Table(
    "work_event",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("office", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False, doc="edit, suggestion, undo, recheck, waive, note …"),
    Column("field", Text, nullable=False, doc="JSON pointers into the claim, parted by spaces"),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("from_digest", Text, nullable=False, doc="the claim before; empty where it was not changed"),
    Column("to_digest", Text, nullable=False),
    Column("probability_before", Double),
    Column("probability_after", Double),
    Column("verdict_before", Text, nullable=False),
    Column("verdict_after", Text, nullable=False),
    Column("revision", Integer, nullable=False, doc="of the claim, from then on"),
    Column("undone", BigInteger, doc="the event that it took back"),
    Index(None, "office", "batch", "number"),
    sqlite_autoincrement=True,  # a number is never given twice, not even after a purge
)
"""What was done with a claim of a batch; rows are added and never changed."""

page_session = Table(
    "page_session",
    metadata,
    Column("digest", Text, primary_key=True, doc="SHA-256 of the cookie, hexadecimal"),
    Column("office", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("ended", Instant),
    Index(None, "office", "at"),
)
"""Who is signed in."""

page_view = Table(
    "page_view",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("office", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("what", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("number", Integer),
    Index(None, "office", "at"),
)
"""Who looked at data of patients."""

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Index(None, "office", "who", "name", unique=True),
)
"""A filter that somebody keeps under a name."""
