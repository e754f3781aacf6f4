"""What contracts with payers allow, from a file that the office keeps: the fee file.

A CSV with this header, the columns in any order::

    payer,procedure,modifier,place,allowed,from,through
    60054,99213,,,92.15,2026-01-01,2026-12-31
    60054,71046,26,F,11.40,,

``payer`` is the id of the claims (NM109), ``procedure`` a HCPCS or CDT code or a revenue code of four digits,
``modifier`` one or several in a row parted by a space, ``place`` a place of service of two digits, ``F`` for any
facility, ``NF`` for any other place. ``allowed`` is dollars a unit; ``from`` and ``through`` are days of service. What
is left empty says nothing. Of the rows that fit a line the one with the most modifiers counts, then the one with the
narrowest place. A row speaks of no line that carries a further modifier by which prices differ.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from claims.claim import Claim, ServiceLine
from models.payments import IN_A_FACILITY, PRICED

SETTING = "CLEANCLAIM_FEES"
"""Environment variable: the office's fee file."""

COLUMNS = ("payer", "procedure", "modifier", "place", "allowed", "from", "through")
TOLD = 10
"""Faults of a file that are told at once."""

CENT = Decimal("0.01")
MINUTES = "MJ"
"""Lines in minutes (anesthesia) are priced by base units and time: no fee a unit fits them."""

_PROCEDURE = re.compile(r"[0-9A-Z]{5}|[0-9]{4}")
_MODIFIERS = re.compile(r"[0-9A-Z]{2}( [0-9A-Z]{2}){0,3}|")
_PLACE = re.compile(r"[0-9]{2}|F|NF|")


class FeeFileError(ValueError):
    """A fee file that cannot be used: which lines, what is wrong with them, what to do."""


class ContractFee(Struct, frozen=True):
    """One row of the file."""

    payer: str
    procedure: str
    modifiers: tuple[str, ...]
    place: str
    allowed: Decimal
    """Dollars a unit."""
    first: date
    last: date
    row: int
    """The line of the file."""

    def fits(self, claim: Claim, line: ServiceLine, day: date | None) -> bool:
        """Whether it speaks of a line."""
        if not (self.first <= day <= self.last if day else (self.first, self.last) == (date.min, date.max)):
            return False
        if not set(self.modifiers).issubset(line.modifiers):
            return False
        if PRICED.intersection(line.modifiers).difference(self.modifiers):
            return False
        place = claim.place_of(line)
        if self.place in {"F", "NF"}:
            return bool(place) and (place in IN_A_FACILITY) == (self.place == "F")
        return self.place in {"", place}


class Contract:
    """The fees of all payers."""

    def __init__(self, fees: Iterable[ContractFee]) -> None:
        self._fees: dict[tuple[str, str], list[ContractFee]] = {}
        for fee in fees:
            self._fees.setdefault((fee.payer, fee.procedure), []).append(fee)
        for own in self._fees.values():
            own.sort(key=lambda fee: (-len(fee.modifiers), {"": 2, "F": 1, "NF": 1}.get(fee.place, 0), fee.row))

    def __len__(self) -> int:
        return sum(map(len, self._fees.values()))

    def allowed(self, claim: Claim, line: ServiceLine) -> Decimal | None:
        """Dollars that the contract allows for a line, the lesser of fee and charge; ``None`` where it is silent."""
        fees = self._fees.get((claim.payer.id, line.procedure or line.revenue_code))
        if not fees or line.unit == MINUTES or not (line.units.is_finite() and line.charge.is_finite()):
            return None
        day = line.service_date or claim.first_service_date
        for fee in fees:
            if fee.fits(claim, line, day):
                units = line.units if line.units > 0 else 1
                return max(min(fee.allowed * units, line.charge), Decimal(0)).quantize(CENT, ROUND_HALF_UP)
        return None

    def of(self, claim: Claim) -> list[float | None]:
        """The same for each line of a claim."""
        found = (self.allowed(claim, line) for line in claim.lines)
        return [None if dollars is None else float(dollars) for dollars in found]


def fees_here(path: Path | None = None) -> Contract | None:
    """The fee file that is named, else that of the setting; ``None`` where there is none.

    Raises:
        FeeFileError: it cannot be read, or is not as it must be.
    """
    named = path or (Path(setting) if (setting := os.environ.get(SETTING)) else None)
    return read_fees(named) if named else None


def read_fees(path: Path) -> Contract:
    """Read a fee file, strictly.

    Raises:
        FeeFileError: it cannot be read, or is not as it must be, with the lines.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise FeeFileError(f"{path} cannot be read: {reason}") from error
    faults: list[str] = []
    fees = list(_rows(text, faults))
    if not faults:
        faults += _overlaps(fees)
    if faults:
        more = f"\nand {len(faults) - TOLD} more" if len(faults) > TOLD else ""
        raise FeeFileError("\n".join(f"{path}, {fault}" for fault in faults[:TOLD]) + more)
    return Contract(fees)


def _rows(text: str, faults: list[str]) -> Iterator[ContractFee]:
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if sorted(header) != sorted(COLUMNS):
            faults.append(f"line 1: the header must be {','.join(COLUMNS)} and is {','.join(header) or 'missing'}")
            return
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                faults.append(f"line {reader.line_num}: {len(cells)} fields where the header has {len(header)}")
                continue
            row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            wrong = list(_wrong(row))
            faults += [f"line {reader.line_num}: {fault}" for fault in wrong]
            if not wrong:
                yield _fee(row, reader.line_num)
    except csv.Error as error:
        faults.append(f"line {reader.line_num}: no CSV ({error})")


def _wrong(row: dict[str, str]) -> Iterator[str]:
    """What is wrong with a row."""
    if not row["payer"]:
        yield "no payer; name the payer's id as it stands on the claims"
    if not _PROCEDURE.fullmatch(row["procedure"]):
        yield (
            f"'{row['procedure']}' is no procedure (five characters) or revenue code (four digits); "
            "a spreadsheet may have taken leading zeros away"
        )
    if not _MODIFIERS.fullmatch(row["modifier"]):
        yield f"'{row['modifier']}' is no modifier; write 26, or several as 26 59"
    if not _PLACE.fullmatch(row["place"]):
        yield f"'{row['place']}' is no place of service; write two digits, F (a facility), NF (any other) or nothing"
    if _dollars(row["allowed"]) is None:
        yield f"'{row['allowed']}' is no amount; write dollars a unit, such as 92.15"
    for name in ("from", "through"):
        if row[name] and _day(row[name]) is None:
            yield f"'{row[name]}' is no date; write {name} as 2026-01-31, or leave it empty"
    first, last = _day(row["from"]), _day(row["through"])
    if first and last and last < first:
        yield f"through {last} is before from {first}"


def _fee(row: dict[str, str], at: int) -> ContractFee:
    return ContractFee(
        payer=row["payer"],
        procedure=row["procedure"],
        modifiers=tuple(sorted(row["modifier"].split())),
        place=row["place"],
        allowed=_dollars(row["allowed"]) or Decimal(0),
        first=_day(row["from"]) or date.min,
        last=_day(row["through"]) or date.max,
        row=at,
    )


def _dollars(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else None
    except ValueError:
        return None


def _overlaps(fees: Iterable[ContractFee]) -> Iterator[str]:
    """Rows that say two things of one service on one day."""
    by_key: dict[tuple[str, str, tuple[str, ...], str], list[ContractFee]] = {}
    for fee in fees:
        by_key.setdefault((fee.payer, fee.procedure, fee.modifiers, fee.place), []).append(fee)
    for own in by_key.values():
        own.sort(key=lambda fee: (fee.first, fee.row))
        for one, other in pairwise(own):
            if other.first <= one.last:
                before, after = sorted((one.row, other.row))
                yield f"line {after}: speaks of the same service and days as line {before}"
