"""``cleanclaim underpaid``: what payers allowed below the contract."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.fees import FEES, contract_here
from cli.options import CLAIMS, OUT, REMITS, TOLD_AS

if TYPE_CHECKING:
    from serving.underpaid import Comparison

SHOWN = 20
"""Lines that the table shows; CSV and JSON give all."""


class Dollars(click.ParamType[Decimal]):
    """An amount of money."""

    name = "dollars"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read ``0.05``."""
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            amount = Decimal(-1)
        if not amount.is_finite() or amount < 0:
            self.fail(f"'{value}' is no amount of dollars; write it as 0.05", param, ctx)
        return amount


@click.command(short_help="Show what payers allowed below the contract.")
@CLAIMS
@REMITS
@FEES
@TOLD_AS
@OUT
@click.option(
    "--tolerance", type=Dollars(), default="0.05", show_default=True, help="A line may fall short by so many dollars."
)
def underpaid(claims: Path, remits: Path, fees: Path | None, form: str, out: Path | None, tolerance: Decimal) -> None:
    """Show on which lines a payer allowed less than the contract, by how much, and what it comes to by payer.

    The contract's price is the fee times the units, and never more than the charge. Refused lines are no
    underpayments, nor are units that were cut; they, lines of second payers, and lines that were paid again later
    are counted apart.
    """
    from cli.office_files import claims_in, remits_in
    from cli.run import opened
    from serving.underpaid import compare

    contract = contract_here(fees)
    if contract is None:
        raise click.ClickException("name the fee file with --fees, or in the setting CLEANCLAIM_FEES")
    found = compare(list(claims_in([claims])), remits_in([remits]), contract, tolerance)
    with opened(out) as stream:
        stream.write({"table": _table, "csv": _csv, "json": _json}[form](found))


def _json(found: Comparison) -> bytes:
    import msgspec

    return msgspec.json.format(msgspec.json.Encoder(decimal_format="string").encode(found), indent=1) + b"\n"


def _csv(found: Comparison) -> bytes:
    import msgspec

    from cli.rows import csv_line
    from serving.underpaid import Underpaid

    rows = (csv_line(msgspec.structs.astuple(line)) for line in found.lines)
    return b"".join([csv_line(Underpaid.__struct_fields__), *rows])


def _table(found: Comparison) -> bytes:
    return "".join(f"{line}\n" for line in _lines(found)).encode()


def _lines(found: Comparison) -> Iterator[str]:
    from cli.columns import columns
    from cli.table import dollars, printable

    if found.lines:
        rows = [
            (
                printable(one.claim_id),
                str(one.line),
                printable(f"{one.procedure} {one.modifiers}".strip()),
                one.service_date,
                printable(one.payer or one.payer_id),
                *(dollars(amount) for amount in (one.contract, one.allowed, one.short)),
            )
            for one in found.lines[:SHOWN]
        ]
        headings = ("Claim", "Line", "Procedure", "Service", "Payer", "Contract", "Allowed", "Short")
        yield from columns(headings, rows, (False, True, False, False, False, True, True, True))
        if (more := len(found.lines) - SHOWN) > 0:
            yield f"and {more:,} more: --format csv gives all"
        yield ""
    if found.payers:
        totals = [
            (printable(one.payer or one.payer_id), f"{one.compared:,}", f"{one.underpaid:,}", dollars(one.short))
            for one in found.payers
        ]
        yield from columns(("Payer", "Lines compared", "Underpaid", "Short"), totals, (False, True, True, True))
        yield ""
    short = sum((one.short for one in found.payers), Decimal(0))
    compared = sum(one.compared for one in found.payers)
    yield f"{len(found.lines):,} of {compared:,} lines compared are underpaid, by {dollars(short)} together."
    for reason, lines in found.not_compared.items():
        yield f"Not compared, {reason}: {lines:,}"
