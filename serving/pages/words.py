"""How pages write numbers, days and verdicts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from serving.verdict import chance

VERDICTS: Mapping[str, str] = {"fix": "Fix", "review": "Review", "ready": "Ready"}
STATES: Mapping[str, str] = {"open": "Open", "waived": "Send anyway", "released": "Sent"}
KILO = 1024
MANY = 1_000_000
SIZES = ((0.05, ""), (0.4, "slightly"), (1.1, "somewhat"), (2.3, "much"))
"""Words for effects below a limit, in log odds: 0.4 makes odds half as large again, 1.1 three times, 2.3 ten times."""
FACT = re.compile(r"\{(\w+)[^}]*\}")


def money(amount: Decimal | float | None) -> str:
    """Dollars and cents."""
    return "–" if amount is None else f"${amount:,.2f}" if amount >= 0 else f"-${-amount:,.2f}"


def dollars(amount: Decimal | float | None) -> str:
    """Dollars, where cents would only be read over."""
    return "–" if amount is None else f"${amount:,.0f}"


def count(number: int) -> str:
    """A number of things."""
    return f"{number:,}"


def about(number: float) -> str:
    """An expected number of things."""
    return f"{number:,.1f}" if number < 10 else f"{number:,.0f}"  # noqa: PLR2004  two figures say enough


def odds(probability: float | None) -> str:
    """A chance; a dash where no model spoke."""
    return "–" if probability is None else chance(probability)


def share(part: float | None) -> str:
    """A share of what was counted; a dash where nothing was."""
    return "–" if part is None else f"{100 * part:.0f} %"


def moves(effect: float) -> str:
    """How far a reason moves the odds, in the words of who does not reckon with logarithms."""
    size = next((word for limit, word in SIZES if abs(effect) < limit), "far")
    if not size:
        return "hardly matters"
    return f"{size} {'likelier' if effect > 0 else 'less likely'}".strip()


def times(odds: float) -> str:
    """How many times likelier something is, to one figure or two."""
    if odds >= MANY:
        return "over a million times"
    return f"{float(f'{odds:.2g}'):,.0f} times"


def day(when: date | None) -> str:
    """A day; a dash where there is none."""
    return "–" if when is None else when.isoformat()


def moment(when: datetime | None) -> str:
    """A moment to the minute, by the server's clock."""
    return "–" if when is None else when.astimezone().strftime("%Y-%m-%d %H:%M")


def size(number: float) -> str:
    """Bytes, as people write them."""
    if number < KILO:
        return f"{number:,.0f} bytes"
    kilo = number / KILO
    return f"{kilo:,.1f} KB" if kilo < KILO else f"{kilo / KILO:,.1f} MB"


def left(days: int | None) -> str:
    """Days until a limit."""
    if days is None:
        return "–"
    if days < 0:
        return f"{-days} day{'s' * (days != -1)} over"
    return "today" if days == 0 else f"{days} day{'s' * (days != 1)}"


ACTIONS: Mapping[str, str] = {
    "edit": "changed",
    "suggestion": "accepted",
    "undo": "taken back",
    "recheck": "checked again",
    "waive": "send anyway",
    "unwaive": "held again",
    "assign": "given to",
    "snooze": "rests until",
    "note": "note",
    "release": "in the ready file",
    "held back": "held back",
}


def fields(pointers: str) -> str:
    """JSON pointers, parted by spaces, in words: ``line 1 modifiers``."""
    return ", ".join(_field(pointer) for pointer in pointers.split())


def _field(pointer: str) -> str:
    parts = pointer.split("/")[1:]
    said: list[str] = []
    for at, part in enumerate(parts):
        if part.isdigit():
            if said:
                said[-1] = "diagnosis" if said[-1] == "diagnoses" else said[-1].removesuffix("s")
            said.append(str(int(part) + 1))
        elif part != "-" and not (part == "code" and at):
            said.append(part.replace("_", " "))
    return " ".join(said)


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def facts(template: str) -> str:
    """A rule's words, with the names of what it fills in each time in pointed brackets."""
    return FACT.sub(lambda found: f"‹{found[1].replace('_', ' ')}›", template)


def value(said: object) -> str:
    """A value of a rule."""
    if isinstance(said, bool):
        return "yes" if said else "no"
    return ", ".join(map(str, said)) if isinstance(said, tuple) else str(said)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "money": money,
    "dollars": dollars,
    "count": count,
    "about": about,
    "odds": odds,
    "share": share,
    "times": times,
    "moves": moves,
    "day": day,
    "moment": moment,
    "size": size,
    "left": left,
    "plural": plural,
    "fields": fields,
    "facts": facts,
    "value": value,
    "action": lambda action: ACTIONS.get(action, action),
    "verdict": lambda verdict: VERDICTS.get(verdict, verdict),
    "state": lambda state: STATES.get(state, state),
}
"""By the names that templates call them."""
