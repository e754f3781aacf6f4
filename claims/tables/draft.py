"""The rows of one claim to its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from claims.claim import ServiceLine
from claims.fault import Fault
from claims.tables import cell
from claims.tables.header import Bound, Header

Row = Sequence[str]
Numbered = tuple[int, Row]
Fields = dict[str, Any]

LETTERS = re.compile(r"[A-La-l]{1,12}")
NUMBERS = re.compile(r"\d{1,2}([ ,;:|/]+\d{1,2})*", re.ASCII)
MOST_DIAGNOSES = 25


class Draft:
    """One claim in the making."""

    def __init__(self, name: str, header: Header) -> None:
        self.name = name
        self.header = header
        self.faults: list[Fault] = []
        self.claim_id = ""

    def claim(self, rows: Sequence[Numbered]) -> Fields:
        """The fields of the claim and of its lines, as plain objects."""
        fields = self._read(self.header.of_claim, rows[0], "")
        self.claim_id = str(fields.get("claim_id", ""))
        lines = []
        for at, row in enumerate(rows):
            own = self._own(rows[0], row, fields) if at else {}
            lines.append({**own, **self._read(self.header.of_line, row, str(at))})
        self._fill_claim(fields, lines)
        places = _diagnoses(fields, qualified="diagnosis_#_qualifier" in self.header.names)
        points = len(places) == 1 and fields["claim_type"] != "institutional"  # whose lines have none
        only = {place: place for place in places} if points else {}
        for at, line in enumerate(lines):
            self._fill_line(line, at, dental=fields["claim_type"] == "dental")
            self._point(line, at, rows[at][0], places, only)
        return {**_listed(fields), "lines": [_listed(line) for line in lines]}

    def _read(self, some: Sequence[Bound], row: Numbered, line: str) -> Fields:
        found: Fields = {}
        number, cells = row
        for bound in some:
            if text := cells[bound.at].strip():
                value = self._value(bound, number, text, line)
                if value is not None:
                    _put(found, bound, value)
        return found

    def _value(self, bound: Bound, number: int, text: str, line: str) -> object:
        got = cell.read(text, bound.column.kind, bound.column.field)
        if isinstance(got, cell.Bad):
            self._fault(number, bound, got, line)
            return None
        if got.told:
            self._fault(number, bound, cell.Bad(got.told, ""), line, loses="nothing")
        return got.value

    def _fault(self, row: int, bound: Bound, bad: cell.Bad, line: str, loses: str = "field") -> None:
        field = bound.column.pointer(line, bound.place)
        self.faults.append(
            Fault(self.name, bad.message, bad.expected, segment=row, unit="row", element=bound.header,
                  claim_id=self.claim_id, loses=loses, field=field)
        )  # fmt: skip

    def _own(self, first: Numbered, row: Numbered, fields: Fields) -> Fields:
        """What a later row says otherwise of what lines have too, such as the place; of all else it must agree."""
        own: Fields = {}
        for bound in self.header.of_claim:
            said = row[1][bound.at].strip()
            if not said or said == first[1][bound.at].strip():
                continue
            name = bound.column.path[0]
            if name in OF_BOTH and fields.get(name):
                same = [one for one in self.header.of_claim if one.column.path[0] == name]
                own |= self._read(same, row, "")
            else:
                bad = cell.Bad(f"this is not what row {first[0]} of the same claim says", "the same in all its rows")
                self._fault(row[0], bound, bad, "")
        return own

    def _fill_claim(self, fields: Fields, lines: Sequence[Fields]) -> None:
        """What columns that are not there would say, as far as the others tell it."""
        names = self.header.names
        if "claim_type" not in names:
            fields["claim_type"] = "institutional" if fields.get("type_of_bill") else "professional"
        else:
            fields["claim_type"] = str(fields.get("claim_type", "professional")).lower()
        if "frequency_code" not in names and fields.get("type_of_bill"):
            fields["frequency_code"] = fields["type_of_bill"][-1]
        if "total_charge" not in names:
            fields["total_charge"] = sum((line.get("charge", Decimal(0)) for line in lines), Decimal(0))

    def _fill_line(self, line: Fields, at: int, *, dental: bool) -> None:
        names = self.header.names
        if "line_number" not in names:
            line["number"] = at + 1
        if "unit" not in names:
            line["unit"] = "UN"
        if "procedure" in line:
            line["procedure"] = line["procedure"].upper()
            if "procedure_qualifier" not in names:
                line["procedure_qualifier"] = "AD" if dental else "HC"
        for tooth in line.get("teeth", {}).values():
            tooth["surfaces"] = list(tooth.get("surfaces", ""))

    def _point(self, line: Fields, at: int, row: int, places: Mapping[int, int], only: Mapping[int, int]) -> None:
        """Positions among the diagnoses: as numbers between marks, or as letters A to L.

        Where nothing is said and the claim has one diagnosis, no other can be meant.
        """
        said = line.get("diagnosis_pointers") or only
        if isinstance(said, str):
            found: list[int] = []
            if LETTERS.fullmatch(said):
                found = [ord(letter) - ord("A") + 1 for letter in said.upper()]
            elif NUMBERS.fullmatch(said):
                found = [int(number) for number in re.findall(r"\d+", said)]
            if not found or max(found) > MOST_DIAGNOSES:
                bound = next(one for one in self.header.of_line if one.column.name == "diagnosis_pointers")
                self._fault(row, bound, cell.Bad("these are no pointers", "such as 1,2 or AB"), str(at))
                found = []
            said = dict(enumerate(found, start=1))
        line["diagnosis_pointers"] = {place: places.get(one, one) for place, one in said.items()}


OF_BOTH = frozenset(ServiceLine.__struct_fields__) - {"number", "control_number", "notes", "attachments", "conditions"}
"""Fields that lines have too, where they differ from the claim's."""


def _diagnoses(fields: Fields, *, qualified: bool) -> dict[int, int]:
    """Close gaps among the diagnoses and say which is principal; returns the position that each column came to."""
    said = fields.get("diagnoses", {})
    places = {column: position for position, column in enumerate(sorted(said), start=1)}
    for column, one in said.items():
        one["code"] = str(one.get("code", "")).replace(".", "").upper()
        if not qualified:
            one["qualifier"] = "ABK" if places[column] == 1 else "ABF"
    return places


def _put(fields: Fields, bound: Bound, value: object) -> None:
    """Set a value under its path; lists are objects by place until all is read."""
    steps: list[Any] = [bound.place if step == "#" else step for step in bound.column.path]
    for step in steps[:-1]:
        fields = fields.setdefault(step, {})
    fields[steps[-1]] = value


def _listed(value: Any) -> Any:
    """Objects by place as lists."""
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(one, int) for one in value):
        return [_listed(value[at]) for at in sorted(value)]
    return {name: [] if inner == {} else _listed(inner) for name, inner in value.items()}
