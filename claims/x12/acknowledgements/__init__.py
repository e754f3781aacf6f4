"""Acknowledgements of claims: 277CA (005010X214), 999 (005010X231A1, with its elder 997) and TA1."""

from claims.x12.acknowledgements.acknowledged import (
    Acknowledged,
    AcknowledgedBatch,
    AcknowledgedClaim,
    AcknowledgedGroup,
    AcknowledgedInterchange,
    AcknowledgedLine,
    AcknowledgedSet,
    Decision,
    ElementError,
    Envelopes,
    SegmentError,
    Status,
    StatusNote,
)
from claims.x12.acknowledgements.reader import read

__all__ = [
    "Acknowledged",
    "AcknowledgedBatch",
    "AcknowledgedClaim",
    "AcknowledgedGroup",
    "AcknowledgedInterchange",
    "AcknowledgedLine",
    "AcknowledgedSet",
    "Decision",
    "ElementError",
    "Envelopes",
    "SegmentError",
    "Status",
    "StatusNote",
    "read",
]
