"""What Medicare's Addendum B and its outpatient code editor (IOCE) say of procedures on hospital outpatient bills."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from rules.reference.kind import PROCEDURE, Kind


class OutpatientProcedure(Struct, frozen=True, gc=False):
    """One HCPCS code."""

    bilateral: str = ""
    """``conditional``, ``independent`` or ``inherent``; empty: no such concept."""
    needs_device: bool = False
    """Whether a device code must stand beside it."""
    devices: tuple[str, ...] = ()
    """Of a procedure that needs one: the device codes of which one will do; empty: any."""
    procedures: tuple[str, ...] = ()
    """Of a device: the procedures of which one must stand beside it; empty: none is asked for."""
    start: date | None = None
    end: date | None = None
    """The last day on which it holds."""


class Status(Struct, frozen=True, gc=False):
    """How Medicare pays one HCPCS code to hospital outpatients."""

    status: str = ""
    """S and T procedures, V visit, C inpatient alone, N packaged … (Addendum D1)."""


OPPS_STATUS = Kind(
    "opps-status",
    Status,
    "Medicare outpatient status indicators",
    "https://www.cms.gov/medicare/payment/prospective-payment-systems/hospital-outpatient-pps (Addendum B)",
    PROCEDURE,
)
"""Found by HCPCS code."""
OUTPATIENT_PROCEDURES = Kind(
    "outpatient-procedures",
    OutpatientProcedure,
    "Medicare outpatient procedures, bilateral and with devices",
    "https://www.cms.gov/medicare/coding-billing/outpatient-code-editor-oce (quarterly data files)",
    PROCEDURE,
)
"""Found by HCPCS code."""
