"""Which claims a rule is for: claim types, bills, payers, dates, and what a claim must carry for it to be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from claims.claim import Claim, ServiceLine
from rules.payer_kinds import PAYER_KINDS
from rules.strict import Node

CLAIM_TYPES = ("professional", "institutional", "dental")

CARRIES = {
    "claim": tuple(Claim.__struct_fields__),
    "line": tuple(ServiceLine.__struct_fields__),
}


class When(Struct, frozen=True):
    """What a claim must carry, any of it, for the rule to be asked at all: most rules cost most claims nothing."""

    procedures: tuple[str, ...] = ()
    """Beginnings of codes, or ranges."""
    modifiers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    revenue_codes: tuple[str, ...] = ()
    """Beginnings."""
    carries: tuple[str, ...] = ()
    """Fields of the claim, or ``line`` and a field of its lines, that are not empty."""

    def is_of(self, procedure: str) -> bool:
        """Whether a procedure is one that it names."""
        return any(
            first <= procedure <= last if last else procedure.startswith(first)
            for first, _, last in (text.partition("-") for text in self.procedures)
        )


class Scope(Struct, frozen=True):
    """The claims that a rule is for."""

    claims: tuple[str, ...]
    bills: tuple[str, ...] = ()
    """Types of bill without frequency, such as ``013x``; empty: all."""
    payers: tuple[str, ...] = ()
    """Kinds of payers; empty: all, and those that nothing tells."""
    start: date | None = None
    end: date | None = None
    """The last day on which the edit itself exists, by the day that the rule goes by."""
    when: When | None = None

    def takes(self, claim_type: str, bill: str, payer_kind: str) -> bool:
        """Whether claims of a type, on such a bill, to such a payer, are for it."""
        if claim_type not in self.claims or (self.payers and payer_kind not in self.payers):
            return False
        return not (self.bills and claim_type == "institutional" and bill not in self.bills)

    def exists(self, day: date | None) -> bool:
        """Whether the edit exists on a day."""
        return day is None or ((not self.start or self.start <= day) and (not self.end or day <= self.end))


SCOPE_KEYS = ("bills", "payers", "from", "through", "when")


def read_scope(keys: dict[str, Node]) -> Scope:
    """The scope, from the keys of a ``rule.yaml``.

    Raises:
        RuleFileError: a claim type, bill, kind of payer or condition is none.
    """
    claims = tuple(item.choice(CLAIM_TYPES) for item in keys["claims"].items())
    if not claims:
        raise keys["claims"].wrong("no claim type is named", f"name one of {', '.join(CLAIM_TYPES)}")
    start = keys["from"].day() if "from" in keys else None
    end = keys["through"].day() if "through" in keys else None
    if start and end and end < start:
        raise keys["through"].wrong(f"the edit ends on {end}, before it begins on {start}", "put the dates right")
    return Scope(
        claims=claims,
        bills=_coded(keys["bills"], r"0[1-8][1-9]x", '"013x"') if "bills" in keys else (),
        payers=tuple(item.choice(PAYER_KINDS) for item in keys["payers"].items()) if "payers" in keys else (),
        start=start,
        end=end,
        when=_when(keys["when"]) if "when" in keys else None,
    )


def _when(node: Node) -> When:
    keys = node.record(takes=When.__struct_fields__)
    if not keys:
        raise node.wrong("when names no condition", f"name one of {', '.join(When.__struct_fields__)}, or take it out")
    return When(
        procedures=_coded(keys["procedures"], r"[0-9A-Z]{1,5}|[0-9A-Z]{5}-[0-9A-Z]{5}", '"J", "A04" or "00100-01999"')
        if "procedures" in keys
        else (),
        modifiers=_coded(keys["modifiers"], r"[0-9A-Z]{2}", '"26"') if "modifiers" in keys else (),
        places=_coded(keys["places"], r"[0-9]{2}", '"11"') if "places" in keys else (),
        revenue_codes=_coded(keys["revenue_codes"], r"[0-9]{1,4}", '"036"') if "revenue_codes" in keys else (),
        carries=tuple(_field(item) for item in keys["carries"].items()) if "carries" in keys else (),
    )


def _field(node: Node) -> str:
    name = node.text()
    of, _, field = name.rpartition(" ")
    known: Sequence[str] = CARRIES["line"] if of == "line" else CARRIES["claim"] if not of else ()
    if field not in known:
        raise node.wrong(f"{name!r} is no field of a claim", "write such as ambulance, or line ndc")
    return name


def _coded(node: Node, pattern: str, example: str) -> tuple[str, ...]:
    for item in node.items():
        if not re.fullmatch(pattern, item.code()):
            raise item.wrong(f"{item.code()!r} has not the form of {example}", f"write it as {example}")
    return node.codes()
