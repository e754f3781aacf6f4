"""How long results, claims and answers are kept."""

from __future__ import annotations

import os
from collections.abc import Mapping

from models.review import SettingError

SETTING = "CLEANCLAIM_KEEP_DAYS"
"""Environment variable: days."""

SIX_YEARS = 2192
"""The default, in days. No rule says how long advice about claims is to be kept. Six years are how long an office must
be able to show its policies and what it did by them (45 CFR 164.316(b)(2)) and to say to whom a patient's data went
(45 CFR 164.528), and how long it may be asked about a false claim (31 U.S.C. 3731(b)(1))."""

MOST = 36_500


def keep_days(environment: Mapping[str, str] = os.environ) -> int:
    """The setting, else six years.

    Raises:
        SettingError: it is no number of days.
    """
    text = environment.get(SETTING, "").strip()
    if not text:
        return SIX_YEARS
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST:
        return int(text)
    raise SettingError(f"the setting {SETTING}: {text!r} is no number of days from 1 to {MOST}")
