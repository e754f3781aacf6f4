"""A form filled with a claim: each field with its value, and the faults and reasons that concern it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from claims.claim import Claim
from claims.field import SELF
from rules.finding import Finding
from serving.pages.layout import FORMS
from serving.pages.layout.form import Box, Cell, Column, Kind
from serving.pages.layout.paths import document, general, name_of, said, value_at
from serving.pages.layout.written import LETTERS, written
from serving.score import Reason, Score
from serving.worklist import ItemView


class Field(Struct):
    """One field."""

    path: str
    id: str
    says: str
    value: str
    """What is shown: as it is, or as it was typed where that was no good."""
    kind: Kind = "text"
    hidden: bool = False
    """Whether who looks may not see it."""
    long: bool = False
    was: str | None = None
    """What stood there when the claim came, where that is something else."""
    wrong: str = ""
    """Why what was typed could not be taken."""
    faults: list[Finding] = msgspec.field(default_factory=list)
    odds: list[Reason] = msgspec.field(default_factory=list)


class Filled(Struct):
    """One box: its entries, each a few fields."""

    number: str
    title: str
    span: int
    entries: list[list[Field]]
    labels: list[str]
    """Of the entries: letters of diagnoses; empty elsewhere."""


class Line(Struct):
    """One service line: the fields of each column."""

    number: int
    cells: list[list[Field]]
    odds: float | None
    """The chance that it is refused."""
    path: str = ""
    removed: bool = False
    """Whether it was to be taken away, in a form that could not be taken."""
    new: bool = False
    """Whether it is the empty one behind those of the claim."""


class Paper(Struct):
    """The whole form."""

    name: str
    box: str
    above: list[Filled]
    columns: list[Column]
    lines: list[Line]
    below: list[Filled]
    rest: list[Field]
    """Fields that something is said of, and that no box of the form has."""
    whole: bool
    """Whether nothing was left out."""

    def fields(self) -> Iterator[Field]:
        """All that are shown."""
        for box in (*self.above, *self.below):
            for entry in box.entries:
                yield from entry
        for line in self.lines:
            for cell in line.cells:
                yield from cell
        yield from self.rest

    def field(self, path: str) -> Field | None:
        """Where something that is said of a path is shown: at the field, at the one around it, or the first within."""
        if not path:
            return None
        known = {one.path: one for one in self.fields()}
        around = path
        while around:
            if around in known:
                return known[around]
            around = around.rpartition("/")[0]
        return next((one for name, one in known.items() if name.startswith(f"{path}/")), None)


def fill(
    view: ItemView,
    *,
    sees_patients: bool,
    whole: bool = False,
    spare: bool = False,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Paper:
    """The form of a claim.

    Args:
        view: the claim, as it is now and as it came, and what is said of it.
        sees_patients: whether who looks may see patients.
        whole: whether boxes that are seldom used are shown where they are empty.
        spare: whether an empty line is offered behind those of the claim.
        typed: what was typed into fields and could not be taken, by path.
        wrong: why, by path.
    """
    claim, score = view.claim, view.score
    form = FORMS[claim.claim_type]
    made = _Maker(claim, view.first, sees_patients=sees_patients, typed=typed or {})
    asked = _asked(score)
    columns = [one for one in form.columns if whole or not one.rare or made.used(one, asked)]
    paper = Paper(
        form.name,
        form.box,
        [made.box(one) for one in form.above if whole or not one.rare or made.holds(one, asked)],
        columns,
        list(made.lines(columns, score, spare=spare)),
        [made.box(one) for one in form.below if whole or not one.rare or made.holds(one, asked)],
        [],
        whole,
    )
    paper.rest = [made.plain(path) for path in dict.fromkeys(asked) if made.scalar(path) and paper.field(path) is None]
    for finding in score.findings:
        if found := paper.field(finding.field):
            found.faults.append(finding)
    for reason in score.reasons:
        counts = reason.effect > 0 and reason.experience is not None  # what this payer did, not what any claim has
        if counts and (found := paper.field(reason.field)):
            found.odds.append(reason)
    for path, why in (wrong or {}).items():
        if found := paper.field(path):
            found.wrong = why
    return paper


def cell_of(claim: Claim, path: str) -> Cell:
    """The cell of the claim's form that shows a path; one of plain text where no box has it."""
    form = FORMS[claim.claim_type]
    wanted = general(path)
    boxes = (cell for box in (*form.above, *form.below) for cell in box.cells)
    lines = (
        msgspec.structs.replace(cell, path=f"/lines/*{cell.path}") for column in form.columns for cell in column.cells
    )
    return next((cell for cell in (*boxes, *lines) if general(cell.path) == wanted), Cell(wanted, said(path)))


def _asked(score: Score) -> list[str]:
    """The fields that something is said of, or that a suggestion wants filled."""
    wanted = [operation["path"].removesuffix("/-") for one in score.suggestions for operation in one.patch]
    return [path for path in (*(one.field for one in score.findings), *wanted) if path]


class _Maker:
    """Makes fields from a claim."""

    def __init__(self, claim: Claim, first: Claim, *, sees_patients: bool, typed: Mapping[str, str]) -> None:
        self.now, self.first = document(claim), document(first)
        self.lines_now: Sequence[Any] = self.now.get("lines", ())
        self._claim, self._sees, self._typed = claim, sees_patients, typed

    def field(self, cell: Cell, path: str, says: str = "") -> Field:
        """One field."""
        now, before = (written(cell.kind, value_at(one, path)) for one in (self.now, self.first))
        hidden = cell.patient and not self._sees
        return Field(
            path,
            name_of(path),
            says or cell.says,
            "" if hidden else self._typed.get(path, now),
            cell.kind,
            hidden,
            cell.long,
            None if hidden or now == before else before,
        )

    def plain(self, path: str) -> Field:
        """A field that no box has."""
        return self.field(cell_of(self._claim, path), path)

    def scalar(self, path: str) -> bool:
        """Whether one value stands, or would stand, at a path."""
        return not isinstance(value_at(self.now, path), dict | list) and not path.rpartition("/")[2].isdigit()

    def box(self, box: Box) -> Filled:
        """One box; of a list its entries, those that are spare, and at least as many as are always shown."""
        root = _root(box)
        if not root:
            return Filled(box.number, box.title, box.span, [[self.field(one, one.path) for one in box.cells]], [""])
        there = len(value_at(self.now, root) or ())
        count = max(there + box.spare, box.least, 1)
        entries = [[self.field(one, one.path.replace("*", str(at))) for one in box.cells] for at in range(count)]
        letters = [LETTERS[at % len(LETTERS)] if root == "/diagnoses" else "" for at in range(count)]
        for letter, entry in zip(letters, entries, strict=True):
            if letter:
                entry[0].says = f"Diagnosis {letter}"
        return Filled(box.number, box.title, box.span, entries, letters)

    def lines(self, columns: Sequence[Column], score: Score, *, spare: bool) -> Iterator[Line]:
        """The service lines."""
        odds = {one.number: one.denial_probability for one in score.lines}
        for at, line in enumerate(self.lines_now):
            number = line.get("number", at + 1)
            path = f"/lines/{at}"
            cells = self._cells(columns, path, f"Line {number}")
            yield Line(number, cells, odds.get(number), path, path in self._typed)
        if spare:
            at = len(self.lines_now)
            yield Line(at + 1, self._cells(columns, f"/lines/{at}", "New line"), None, new=True)

    def _cells(self, columns: Sequence[Column], path: str, says: str) -> list[list[Field]]:
        return [
            [self.field(cell, f"{path}{cell.path}", f"{says}: {cell.says}") for cell in column.cells]
            for column in columns
        ]

    def holds(self, box: Box, asked: Iterable[str]) -> bool:
        """Whether something stands in a box, or is asked for there."""
        if box.insured and self._claim.patient.relationship == SELF:
            return any(one.startswith("/subscriber/") for one in asked)
        root = _root(box)
        paths = [root] if root else [one.path for one in box.cells]
        return any(value_at(self.now, path) or value_at(self.first, path) for path in paths) or any(
            one == path or one.startswith(f"{path}/") or path.startswith(f"{one}/") for one in asked for path in paths
        )

    def used(self, column: Column, asked: Iterable[str]) -> bool:
        """Whether something stands in a column, or is asked for there."""
        some = {f"/lines/*{cell.path}" for cell in column.cells}
        if any(general(one) in some for one in asked):
            return True
        return any(value_at(line, cell.path) for line in self.lines_now for cell in column.cells)


def _root(box: Box) -> str:
    """The list whose entries a box shows; empty where it shows none."""
    before, star, _ = box.cells[0].path.partition("/*")
    return before if star else ""
