"""The Medicare physician fee schedule's indicators. Users load the relative value file."""

from __future__ import annotations

from msgspec import Struct

from rules.reference.kind import PROCEDURE, Kind


class Fee(Struct, frozen=True, gc=False):
    """Payment policy indicators of one code and modifier (CMS, RVU file documentation)."""

    modifier: str = ""
    """``26``, ``TC``, ``53`` or empty."""
    status: str = ""
    """A active, B bundled, C carrier priced, I not valid for Medicare, N non-covered, P bundled or excluded …"""
    pctc: str = ""
    """Professional and technical component indicator, 0 to 9."""
    global_days: str = ""
    """000, 010, 090, MMM, XXX, YYY or ZZZ."""
    multiple: str = ""
    bilateral: str = ""
    """0 not allowed, 1 paid at 150 %, 2 already bilateral, 3 radiology, 9 no concept."""
    assistant: str = ""
    """0 with documentation, 1 never, 2 paid, 9 no concept."""
    co_surgeons: str = ""
    team: str = ""
    facility_only: bool = False
    """No payment outside a facility (the non-facility expense is marked NA)."""


FEES = Kind(
    "fee-schedule",
    Fee,
    "Medicare physician fee schedule, relative value file",
    "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files",
    PROCEDURE,
)
"""Found by code."""
