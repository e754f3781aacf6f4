"""What a form is made of: sections of boxes, a table of service lines, and the fields of the claim in each."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["text", "day", "amount", "flag", "words", "pointers"]
"""How a field is written: as it is; a day; a decimal number; Y or nothing; several words; letters of diagnoses."""


class Cell(Struct, frozen=True):
    """One field."""

    path: str
    """JSON pointer into the canonical claim; ``*`` stands for the number of an entry of a list."""
    says: str
    """What it is, in a biller's words."""
    kind: Kind = "text"
    patient: bool = False
    """Whether it tells who the patient is."""
    long: bool = False
    """Whether it takes the whole width of its box."""


class Box(Struct, frozen=True):
    """One box of the form."""

    number: str
    title: str
    cells: tuple[Cell, ...]
    span: int = 3
    """Of the twelve columns of the form."""
    spare: int = 0
    """Empty entries that are offered behind those of a list."""
    least: int = 0
    """Entries of a list that are shown at least."""
    rare: bool = False
    """Left out where it is empty, unless all is asked for."""
    insured: bool = False
    """Rare, and says what is said of the patient already where the patient is the insured."""


class Column(Struct, frozen=True):
    """One column of the table of service lines."""

    number: str
    title: str
    cells: tuple[Cell, ...]
    """Their paths begin at the line."""
    rare: bool = False
    """Left out where it is empty on all lines, unless all is asked for."""


class Form(Struct, frozen=True):
    """One form."""

    name: str
    box: str
    """What its fields are called: box or form locator."""
    above: tuple[Box, ...]
    columns: tuple[Column, ...]
    below: tuple[Box, ...]


def provider(path: str, *, people: bool = True, address: bool = False, taxonomy: bool = False) -> tuple[Cell, ...]:
    """The fields of who bills, renders, refers or lends rooms."""
    cells = [Cell(f"{path}/name", "Last name or organization" if people else "Name", long=True)]
    if people:
        cells.append(Cell(f"{path}/first_name", "First name", long=True))
    cells.append(Cell(f"{path}/npi", "NPI"))
    if taxonomy:
        cells.append(Cell(f"{path}/taxonomy", "Taxonomy"))
    if address:
        cells += [
            Cell(f"{path}/address", "Street", long=True),
            Cell(f"{path}/city", "City"),
            Cell(f"{path}/state", "State"),
            Cell(f"{path}/zip", "ZIP"),
        ]
    return tuple(cells)


def person(path: str) -> tuple[Cell, ...]:
    """A patient's or subscriber's name."""
    return (
        Cell(f"{path}/last_name", "Last name", patient=True),
        Cell(f"{path}/first_name", "First name", patient=True),
    )


def home(path: str) -> tuple[Cell, ...]:
    """Where somebody lives."""
    return (
        Cell(f"{path}/address", "Street", patient=True, long=True),
        Cell(f"{path}/city", "City", patient=True),
        Cell(f"{path}/state", "State", patient=True),
        Cell(f"{path}/zip", "ZIP", patient=True),
    )
