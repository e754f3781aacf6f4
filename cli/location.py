"""Where a finding or a reason points, in a biller's words."""

from __future__ import annotations

import re

_LINE = re.compile(r"^/lines/(\d+)")


def spoken(field: str, form_box: str = "", x12: str = "") -> str:
    """Such as ``Line 2, box 24D``; without a box the X12 place or the field stands in."""
    found = _LINE.match(field)
    parts = [f"line {int(found[1]) + 1}"] if found else []
    if form_box:
        parts.append(f"box {form_box}" if form_box[0].isdigit() else form_box)
    elif x12:
        parts.append(x12)
    elif not found:
        parts.append(field.strip("/").replace("/", " ").replace("_", " "))
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]
