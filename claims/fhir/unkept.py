"""What a Claim says and a canonical claim has no field for: it is told, never dropped in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from claims.fhir import systems
from claims.fhir.claim import REFERRAL
from claims.fhir.draft import Draft
from claims.fhir.line import AUTHORIZATION, EPSDT, LINE_NUMBER
from claims.fhir.node import Node, parts, text
from claims.fhir.team import SCOPE

ABOUT_ITSELF = frozenset(["id", "resourceType", "meta", "implicitRules", "language", "text", "contained", "extension",
                          "modifierExtension"])  # fmt: skip
"""What says nothing of the claim, and what is looked at apart."""

CLAIM = frozenset([
    "identifier", "status", "type", "use", "patient", "billablePeriod", "created", "insurer", "provider", "priority",
    "related", "payee", "referral", "facility", "careTeam", "supportingInfo", "diagnosis", "procedure", "insurance",
    "accident", "item", "total",
])  # fmt: skip
ITEM = frozenset([
    "sequence", "careTeamSequence", "diagnosisSequence", "procedureSequence", "informationSequence", "revenue",
    "productOrService", "modifier", "servicedDate", "servicedPeriod", "locationCodeableConcept", "locationReference",
    "quantity", "unitPrice", "factor", "net", "detail",
])  # fmt: skip
DENTAL = frozenset(["bodySite", "subSite"])

EXTENSIONS = frozenset([systems.FREQUENCY, REFERRAL, AUTHORIZATION, EPSDT, SCOPE, *LINE_NUMBER])


def unkept(draft: Draft) -> None:
    """Tell of every element that nothing was read from; those of many items once, with their number."""
    for path in _elements(draft.claim):
        draft.tell(path, "a claim has no field for this element")
    groups: dict[str, list[str]] = defaultdict(list)
    items = [(f"Claim.item[{at}]", one) for at, one in parts(draft.claim, "item")]
    items += [(f"{path}.detail[{at}]", one) for path, item in items for at, one in parts(item, "detail")]
    known = ITEM | DENTAL if draft.kind == "dental" else ITEM
    for path, one in items:
        for key in one:
            if key not in known and key not in ABOUT_ITSELF and one[key] not in (None, [], {}):
                groups[key].append(f"{path}.{_printable(key)}")
    for paths in groups.values():
        more = f", here and at {len(paths) - 1} more" if len(paths) > 1 else ""
        draft.tell(paths[0], f"a service line has no field for this element{more}")
    _extensions(draft)


def _elements(claim: Node) -> Iterator[str]:
    for key, value in claim.items():
        if key not in CLAIM and key not in ABOUT_ITSELF and value not in (None, [], {}):
            if key == "subType" and any(one.get("system") in systems.TYPE_OF_BILL for _, one in parts(value, "coding")):
                continue
            yield f"Claim.{_printable(key)}"


def _printable(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").isalnum() and len(key) <= 40 else "?"  # noqa: PLR2004


def _extensions(draft: Draft) -> None:
    """Extensions that are not known; those that change the meaning of what they stand in must not be passed over."""
    seen: dict[str, list[str]] = defaultdict(list)
    for path, node in _walk(draft.claim, "Claim"):
        for at, one in parts(node, "extension"):
            if (url := text(one, "url")) not in EXTENSIONS:
                seen[url].append(f"{path}.extension[{at}]")
        if parts(node, "modifierExtension"):
            draft.flaw(
                f"{path}.modifierExtension", "this changes the meaning of what it stands in, and is not understood",
                "a claim without it",
            )  # fmt: skip
    for paths in seen.values():
        more = f", here and at {len(paths) - 1} more" if len(paths) > 1 else ""
        draft.tell(paths[0], f"nothing is read from this extension{more}")


def _walk(node: Any, path: str) -> Iterator[tuple[str, Node]]:
    """Every object of the claim but the resources contained in it and the insides of extensions."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            if key not in {"contained", "extension", "modifierExtension", "meta", "text"}:
                yield from _walk(value, f"{path}.{_printable(key)}")
    elif isinstance(node, list):
        for at, one in enumerate(node):
            yield from _walk(one, f"{path}[{at}]")
