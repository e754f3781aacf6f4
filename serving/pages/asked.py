"""What a list is asked for, as it stands in the URL: nothing in it names a patient."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from serving.pages.words import STATES, VERDICTS
from serving.worklist import ORDERS, Filter, Sort

LONGEST = 80
"""Characters of a value: no payer, rule, code or key's id is longer."""
PLAIN = {"payer": "payer", "rule": "rule", "clinician": "clinician", "code": "code", "who": "assignee"}
"""Parameters that are taken as they are, and the fields of the filter."""


class Asked(Struct, frozen=True):
    """A list: its filter, its order, its page; and what of the URL was no good."""

    filter: Filter = Filter()
    sort: Sort = Sort()
    page: int = 1
    ignored: tuple[str, ...] = ()
    """Parameters that said nothing that is known, by name."""

    def query(self, **changes: object) -> str:
        """The same in a URL, with some parameters changed; ``None`` drops one. Begins with ``?`` unless empty."""
        said = {**self.parameters(), **changes}
        text = urlencode({name: str(value) for name, value in said.items() if value not in {None, ""}})
        return f"?{text}" if text else ""

    def parameters(self) -> dict[str, str]:
        """What the URL must say."""
        wanted = self.filter
        said = {name: getattr(wanted, field) for name, field in PLAIN.items()}
        said |= {"verdict": wanted.verdict, "state": wanted.state}
        said["from"] = "" if wanted.money_from is None else f"{wanted.money_from:f}"
        said["due"] = "" if wanted.due_within is None else str(wanted.due_within)
        said["resting"] = "1" if wanted.snoozed else ""
        said["sort"] = "" if self.sort == Sort() else f"{'-' * self.sort.descending}{self.sort.by}"
        said["page"] = "" if self.page == 1 else str(self.page)
        return {name: value for name, value in said.items() if value}

    def by(self, order: str) -> str:
        """The link of a column's head: sorts by it, and the other way round where it is sorted by it already."""
        mine = self.sort.by == order
        down = not self.sort.descending if mine else order in {"at_risk", "charge", "probability"}
        return self.query(sort=f"{'-' * down}{order}", page=None) or "?"

    def sorted(self, order: str) -> str:
        """``aria-sort`` of a column's head."""
        if self.sort.by != order:
            return "none"
        return "descending" if self.sort.descending else "ascending"

    @property
    def narrowed(self) -> bool:
        """Whether the filter leaves anything out."""
        return self.filter != Filter()


def asked(query: Mapping[str, str]) -> Asked:
    """What a URL asks for."""
    ignored: list[str] = []
    wanted: dict[str, object] = {}
    for name, field in PLAIN.items():
        value = query.get(name, "").strip()
        if len(value) > LONGEST or not value.isprintable():
            ignored.append(name)
        else:
            wanted[field] = value
    for name, known in (("verdict", VERDICTS), ("state", STATES)):
        value = query.get(name, "")
        if value and value not in known:
            ignored.append(name)
        else:
            wanted[name] = value
    if text := query.get("from", "").strip().lstrip("$").replace(",", ""):
        wanted["money_from"] = _amount(text)
        ignored += ["from"] * (wanted["money_from"] is None)
    if text := query.get("due", "").strip():
        wanted["due_within"] = whole_number(text, 6)
        ignored += ["due"] * (wanted["due_within"] is None)
    wanted["snoozed"] = query.get("resting") == "1"
    found = Asked(msgspec.convert(wanted, Filter), _sort(query.get("sort", ""), ignored))
    return replace(found, page=whole_number(query.get("page", ""), 6) or 1, ignored=tuple(ignored))


def whole_number(text: str, digits: int = 15) -> int | None:
    """A number of at most so many digits; ``None`` where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def _sort(text: str, ignored: list[str]) -> Sort:
    if not text:
        return Sort()
    for order in ORDERS:
        if text.removeprefix("-") == order:
            return Sort(order, text.startswith("-"))
    ignored.append("sort")
    return Sort()


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < 10**9 else None
