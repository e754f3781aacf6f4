"""Where in the file the field of a finding stood."""

from __future__ import annotations

import msgspec

from claims.origin import Origin
from rules.finding import Finding


def placed(finding: Finding, origin: Origin) -> Finding:
    """The finding with loop, element and segment as they stood in the file, unless the rule has told."""
    place = origin.place(finding.field) if finding.field and not finding.segment else None
    if place is None:
        return finding
    x12 = f"{place.loop} {place.element}".strip() or finding.x12
    return msgspec.structs.replace(finding, x12=x12, segment=place.segment, path=place.path)
