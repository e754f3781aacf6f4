"""What a rule found, and what it could not tell."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning", "info"]

Answer = Literal["pass", "fail", "not applicable", "no data"]
"""What a rule says of a claim. Never is a missing field or a missing reference file a silent pass."""

Disposition = Literal["reject", "return", "deny line", "deny claim", "warn"]
"""What becomes of a claim that is sent with the fault: refused at the front door, sent back, or denied."""


class Source(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a rule, or a value of it, comes from."""

    title: str
    href: str = ""


class Finding(Struct, frozen=True, gc=False):
    """One thing that is certainly wrong with a claim, where, and what to do about it."""

    rule: str
    """The rule's id, such as ``timely-filing``."""
    severity: Severity
    message: str
    """What is wrong, in a biller's words, with what was sent."""
    fix: str
    """What to change."""
    field: str = ""
    """JSON pointer into the canonical claim, such as ``/lines/0/service_date``."""
    x12: str = ""
    """Loop and element, such as ``2400 DTP03``."""
    form_box: str = ""
    """Box of the CMS-1500 or form locator of the UB-04."""
    denial_code: str = ""
    """Group and CARC that it prevents, such as ``CO-29``."""
    source: Source | None = None
    disposition: Disposition = "deny line"
    remark_code: str = ""
    """RARC that goes with the denial code, such as ``M76``."""
    sent: str = ""
    """What the claim carries; empty where nothing stands there, or where it would name a person."""
    effective_from: date | None = None
    """Since when the value that decided, else the edit itself, is in force, where a beginning is known."""
    effective_through: date | None = None
    """Until when, where an end is known."""
    overridable: bool = False
    """Whether a biller who knows more may send the claim all the same."""
    suppressed: str = ""
    """Who keeps this finding from stopping a claim, until when and why; its severity is then ``info``."""
    segment: int = 0
    """Which segment of the file holds the field, counted from 1; for JSON, the line; 0 where nothing stood there."""
    path: str = ""
    """Where it stands in a file that is no X12: FHIRPath such as ``Claim.item[0].modifier[1]``, or a table's column."""


class NotChecked(Struct, frozen=True, gc=False):
    """A rule that applies to a claim and could not be answered."""

    rule: str
    """The rule's id; where several lack the payer's lists, the ids of all of them in one entry, parted by commas."""
    reason: str
    reference: str = ""
    """The reference file that would answer it."""
