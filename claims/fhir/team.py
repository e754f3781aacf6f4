"""Who treated: ``Claim.careTeam``, of which some members speak for the claim and others for lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from claims.claim import Claim, Provider, ServiceLine
from claims.fhir import systems
from claims.fhir.draft import Draft
from claims.fhir.node import Node, code_of, codings, extension, number, numbers, part, parts
from claims.fhir.party import provider

SCOPE = f"{systems.PAS}extension-careTeamClaimScope"
OF_LINES = frozenset(name for name in systems.ROLES.values() if name in ServiceLine.__struct_fields__)
OF_CLAIMS = frozenset(name for name in systems.ROLES.values() if name in Claim.__struct_fields__)
KNOWN = "rendering, referring, ordering, supervising, attending, operating, otheroperating, assist or site"


class Member(NamedTuple):
    """One member whose role is known."""

    field: str
    provider: Provider
    sequence: int
    path: str
    scope: bool | None
    """Whether the member speaks for the whole claim, where Da Vinci's extension says so."""


def team(draft: Draft, items: Sequence[Node]) -> dict[int, Member]:
    """Give the claim its providers; returns those that only some lines have, by their sequence."""
    members = _members(draft)
    named = [set(numbers(item, "careTeamSequence")) for item in items]
    of_lines: dict[int, Member] = {}
    for field in dict.fromkeys(member.field for member in members):
        some = [member for member in members if member.field == field]
        head = _head(some, named, field)
        if head is not None:
            draft.keep(field, head.provider, head.path)
        for member in some:
            if member is not head and field in OF_LINES and any(member.sequence in each for each in named):
                of_lines[member.sequence] = member
            elif member is not head:
                draft.tell(member.path, f"a claim has one {field.replace('_', ' ')}, and no line names this one")
    return of_lines


def _head(some: list[Member], named: Sequence[set[int]], field: str) -> Member | None:
    """The member of a role who speaks for the whole claim: who is said to, whom no line or every line names."""
    if said := next((one for one in some if one.scope), None):
        return said
    open_ones = [one for one in some if one.scope is None]
    unnamed = next((one for one in open_ones if not any(one.sequence in each for each in named)), None)
    general = next((one for one in open_ones if named and all(one.sequence in each for each in named)), None)
    if field not in OF_LINES:
        return unnamed or general or (open_ones[0] if open_ones else None)
    return unnamed or general


def _members(draft: Draft) -> list[Member]:
    found = []
    everybody = parts(draft.claim, "careTeam")
    roles = {at: _role(one) for at, one in everybody}
    for at, one in everybody:
        path = f"Claim.careTeam[{at}]"
        field = roles[at] or _unsaid(draft, one, alone=len(everybody) == 1, taken=set(roles.values()))
        if not field:
            draft.tell(f"{path}.role", "a claim has no provider of this role", KNOWN)
            continue
        who = provider(draft, part(one, "provider"), f"{path}.provider", f"/{field}")
        if who is None:
            continue
        taxonomy = code_of(part(one, "qualification"), *systems.TAXONOMY)
        who = replace(who, taxonomy=taxonomy) if taxonomy else who
        scope = extension(one, SCOPE).get("valueBoolean")
        sequence = number(one, "sequence") or at + 1
        found.append(Member(field, who, sequence, f"{path}.provider", scope if isinstance(scope, bool) else None))
    return found


def _role(one: Node) -> str:
    codes = [code.lower() for _, code in codings(part(one, "role"))]
    return next((systems.ROLES[code] for code in codes if code in systems.ROLES), "")


def _unsaid(draft: Draft, one: Node, *, alone: bool, taken: set[str]) -> str:
    """Whom a member without a role stands for: the one who rendered, or attended, where nobody else is said to have."""
    main = "attending_provider" if draft.kind == "institutional" else "rendering_provider"
    codes = {code.lower() for _, code in codings(part(one, "role"))}
    is_main = codes == {"primary"} or (not codes and (alone or one.get("responsible") is True))
    if not is_main or main in taken:
        return ""
    taken.add(main)
    return main
