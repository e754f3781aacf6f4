"""What stands, while a change is scored, for a value that only the office can obtain."""

from __future__ import annotations

from collections.abc import Sequence

from serving.suggest.patch import Json, Operation, Patch

STANDS_IN = {
    "npi": "1234567893",
    "clia": "99D9999999",
    "code": "00000000019",
    "quantity": "1",
    "unit": "UN",
    "taxonomy": "208D00000X",
    "-": "RT",
}
"""By the member's name, ``-`` for a modifier, which tells a side: values of the right form, which nobody bears."""
OTHERWISE = "TOBEOBTAINED"


def filled(patch: Sequence[Operation], document: Json) -> Patch:
    """The patch with a value of the right form wherever it holds ``null``; what counts is that one is given.

    An earlier payer is taken to have paid the whole charge on the first day of service.
    """
    if all(operation.get("value", "") is not None for operation in patch):
        return [*patch]
    known = {**STANDS_IN, "paid": document.get("total_charge", "0"), "paid_date": _first_day(document)}
    return [
        {**operation, "value": known.get(operation["path"].rpartition("/")[2], OTHERWISE)}
        if operation.get("value", "") is None
        else operation
        for operation in patch
    ]


def _first_day(document: Json) -> str | None:
    days: list[str] = [day for line in document.get("lines", ()) if (day := line.get("service_date"))]
    return min(days, default=document.get("statement_from"))
