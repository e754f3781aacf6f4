"""What stands, while a change is scored, for a value that only the office can obtain."""

from __future__ import annotations

from collections.abc import Sequence

from serving.suggest.patch import Patch

STANDS_IN = {
    "npi": "1234567893",
    "clia": "99D9999999",
    "code": "00000000019",
    "quantity": "1",
    "unit": "UN",
    "taxonomy": "208D00000X",
    "paid": "0",
    "delay_reason": "11",
}
"""By the member's name: values of the right form, which nobody bears."""
OTHERWISE = "TOBEOBTAINED"


def filled(patch: Sequence[dict[str, object]]) -> Patch:
    """The patch with a value of the right form wherever it holds ``null``; what counts is that one is given."""
    return [
        {**operation, "value": STANDS_IN.get(str(operation["path"]).rpartition("/")[2], OTHERWISE)}
        if operation.get("value", "") is None
        else dict(operation)
        for operation in patch
    ]
