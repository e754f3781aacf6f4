"""From a finding to the status that a 277CA gives it: category, Claim Status Code, and of whom it speaks.

``statuses.csv`` is the table. A row for a rule comes before the rows for fields; within each, the first that fits. A
field is named without the numbers in it and takes all below it along; ``*provider`` stands for every role. Where a row
names no category, A6 is given for what is missing and A7 for what stands there and is not right. The numbers are those
of X12's external code lists 507 (categories), 508 (codes) and of data element 98 (entities); the words are our own.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from rules.finding import Finding

NUMBER = re.compile(r"/\d+(?=/|$)")
ROLE = re.compile(r"^(/lines)?/(\w+_provider|service_facility)")

ENTITIES = {
    "billing_provider": "85", "pay_to_provider": "87", "rendering_provider": "82", "referring_provider": "DN",
    "ordering_provider": "DK", "supervising_provider": "DQ", "attending_provider": "71", "operating_provider": "72",
    "service_facility": "77",
}  # fmt: skip
"""Entity identifier codes of a claim's providers, as 277CA has them."""


class Status(NamedTuple):
    """What STC01, STC10 and STC11 hold."""

    category: str
    code: str
    entity: str = ""


class Row(NamedTuple):
    """One line of the table."""

    rule: str
    field: str
    category: str
    code: str
    entity: str
    says: str

    def fits(self, rule: str, field: str) -> bool:
        """Whether the row is for a finding of this rule at this field."""
        return self.rule in {"", rule} and field.startswith(self.field)


@cache
def table() -> tuple[Row, ...]:
    """The rows, those for rules first."""
    with (files(__package__) / "statuses.csv").open(encoding="utf-8") as file:
        rows = [Row(**row) for row in csv.DictReader(file)]
    return tuple(sorted(rows, key=lambda row: not row.rule))


def row_of(rule: str, field: str) -> Row:
    """The row for a finding. The last row of the table fits all."""
    plain = NUMBER.sub("", field)
    role = ROLE.match(plain)
    if role:
        plain = f"/*provider{plain[role.end() :]}"
    return next(row for row in table() if row.fits(rule, plain))


def status_of(finding: Finding) -> Status:
    """The status of a finding that stops a claim."""
    row = row_of(finding.rule, finding.field)
    entity = row.entity
    if entity == "*":
        role = ROLE.match(NUMBER.sub("", finding.field))
        entity = ENTITIES.get(role[2], "") if role else ""
    return Status(row.category or ("A7" if finding.sent else "A6"), row.code, entity)
