"""NM1 and what follows it: providers of a claim, of a line and at the top; subscriber, patient and payer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from claims.claim import Claim, Patient, Provider, ServiceLine, Subscriber
from claims.x12.amending.another import drop_at_others, is_another, see_who
from claims.x12.amending.fields import Both
from claims.x12.amending.guide import ORGANIZATIONS, PARTY, TAXONOMIES
from claims.x12.amending.loop import Loop
from claims.x12.amending.refusal import CannotAmend
from claims.x12.party import Role

STREET = 55
"""Characters of N301 and of N302."""

NOBODY = Provider()


def write_roles(
    outer: Loop, roles: Mapping[str, Role], fields: Iterable[str], change: Both[Claim] | Both[ServiceLine], at: str
) -> None:
    """Write the providers that differ into a claim or a line.

    Args:
        outer: the claim's loop or the line's.
        roles: who may be named there, by NM101.
        fields: of the claim or the line that hold providers.
        change: the claim or the line as it was, and as it shall be.
        at: JSON pointer to it.
    """
    known = {field: role for role, (field, _) in roles.items() if field}
    for field in sorted(fields):
        old, new = (getattr(one, field) for one in change)
        if old == new:
            continue
        if field not in known:
            raise CannotAmend(f"{at}/{field}", f"the guide of {outer.pen.kind} claims names nobody of this kind here")
        _write_role(outer, known[field], old, new, f"{at}/{field}")


def _write_role(outer: Loop, role: str, old: Provider | None, new: Provider | None, at: str) -> None:
    found = outer.within("NM1", role)
    if old is not None and (new is None or is_another(old, new)):
        drop_at_others(outer, role)
    if new is None:
        for loop in found:
            outer.inner.remove(loop)
        return
    if old is None or not found or is_another(old, new):
        if not new.name:
            raise CannotAmend(f"{at}/name", "a provider who is not in the claim yet is named there: give the name too")
        if found:
            outer.inner[outer.inner.index(found[-1])] = loop = opened(outer, role)
        else:
            loop = opened(outer, role)
            outer.add(loop)
        old = NOBODY
    else:
        loop = found[-1]
    write_provider(loop, old, new, at)


def opened(outer: Loop, role: str) -> Loop:
    """A loop that names somebody, still without a name."""
    pen = outer.pen
    return Loop(pen, "NM1", [pen.segment("NM1", role, "2" if role in ORGANIZATIONS else "1")], PARTY)


def write_provider(loop: Loop, old: Provider, new: Provider, at: str, taxonomy: str = "") -> None:
    """Write into a provider's loop what differs.

    Args:
        loop: begins with the NM1.
        old: as the provider was.
        new: as the provider shall be.
        at: JSON pointer to the provider.
        taxonomy: the kind of PRV that the guide has in this loop, where it is not that of a role.
    """
    pen = loop.pen
    see_who(loop, old, new, at)
    changes: dict[int, str] = {}
    if old.name != new.name:
        changes[3] = pen.text(new.name, f"{at}/name")
    if old.first_name != new.first_name:
        changes[4] = pen.text(new.first_name, f"{at}/first_name")
    gained = bool(old.first_name) != bool(new.first_name)
    if (gained and loop.role in {*ORGANIZATIONS, "82"}) or (old == NOBODY and loop.role == "82"):
        changes[2] = "1" if new.first_name else "2"
    if old.npi != new.npi:
        changes |= {8: "XX" if new.npi else "", 9: pen.text(new.npi, f"{at}/npi")}
    loop.segments[0] = pen.changed(loop.segments[0], changes) if changes else loop.segments[0]
    if old.taxonomy != new.taxonomy:
        _taxonomy(loop, new.taxonomy, f"{at}/taxonomy", taxonomy or TAXONOMIES[pen.kind].get(loop.role, ""))
    _number(loop, old.tax_id, new.tax_id, f"{at}/tax_id")
    write_address(loop, old, new, at)


def _taxonomy(loop: Loop, code: str, at: str, kind: str) -> None:
    pen = loop.pen
    found = loop.find("PRV")
    if not code:
        loop.remove(found)
    elif found:
        loop.segments[found[-1]] = pen.changed(loop.segments[found[-1]], {2: "PXC", 3: pen.text(code, at)})
    elif not kind:
        raise CannotAmend(at, f"the guide of {pen.kind} claims has no taxonomy for this provider")
    else:
        loop.insert(pen.segment("PRV", kind, "PXC", pen.text(code, at)), at)


def _number(loop: Loop, old: str, new: str, at: str) -> None:
    """REF with the tax number, which only who bills has."""
    if old == new:
        return
    pen = loop.pen
    found = loop.find("REF", "EI") + loop.find("REF", "SY")
    if not new or not found:
        raise CannotAmend(at, "a tax number is changed where one stands, and neither added nor left out")
    loop.segments[found[-1]] = pen.changed(loop.segments[found[-1]], {2: pen.text(new, at)})


def write_address(
    loop: Loop, old: Provider | Subscriber | Patient, new: Provider | Subscriber | Patient, at: str
) -> None:
    """Write N3 and N4 where they differ."""
    pen = loop.pen
    if old.address != new.address:
        street = pen.text(new.address, f"{at}/address")
        lines = _two_lines(street)
        found = loop.find("N3")
        if street:
            loop.put(pen.segment("N3", *lines), f"{at}/address", found)
        else:
            loop.remove(found)
    changes = {
        place: pen.text(getattr(new, field), f"{at}/{field}")
        for place, field in enumerate(("city", "state", "zip"), 1)
        if getattr(old, field) != getattr(new, field)
    }
    if changes:
        found = loop.find("N4")
        stood = loop.segments[found[-1]] if found else "N4"
        written = pen.changed(stood, changes)
        if written == "N4":
            loop.remove(found)
        else:
            loop.put(written, f"{at}/city", found)


def _two_lines(street: str) -> list[str]:
    """N301 and N302: the reader puts a blank between them."""
    if len(street) <= STREET:
        return [street]
    at = street.rfind(" ", 0, STREET + 1)
    return [street] if at < 0 else [street[:at], street[at + 1 :]]


def write_person(
    loop: Loop, old: Subscriber | Patient, new: Subscriber | Patient, at: str, member: tuple[str, str] = ("", "")
) -> None:
    """Write into a subscriber's or a patient's loop what differs: name, member id, address, birth date and sex.

    Args:
        loop: begins with the NM1.
        old: as the person was.
        new: as the person shall be.
        at: JSON pointer to the person.
        member: the member id as it was and as it shall be, of a subscriber.
    """
    pen = loop.pen
    changes: dict[int, str] = {}
    if old.last_name != new.last_name:
        changes[3] = pen.text(new.last_name, f"{at}/last_name")
    if old.first_name != new.first_name:
        changes[4] = pen.text(new.first_name, f"{at}/first_name")
    if member[0] != member[1]:
        changes |= {8: "MI" if member[1] else "", 9: pen.text(member[1], f"{at}/member_id")}
    if changes:
        loop.segments[0] = pen.changed(loop.segments[0], changes)
    if (old.last_name, old.first_name) != (new.last_name, new.first_name) and old.birth_date != new.birth_date:
        loop.remove(loop.find("REF", "SY"))  # the number of another person
    write_address(loop, old, new, at)
    born: dict[int, str] = {}
    if old.birth_date != new.birth_date:
        born |= {1: "D8", 2: pen.text(new.birth_date, f"{at}/birth_date")}
    if old.sex != new.sex:
        born[3] = pen.text(new.sex, f"{at}/sex")
    if born:
        found = loop.find("DMG")
        stood = loop.segments[found[-1]] if found else pen.segment("DMG", "D8")
        loop.put(pen.changed(stood, born), f"{at}/birth_date", found)


def mirrored(subscriber: Subscriber, patient: Patient) -> Patient:
    """A patient who is the subscriber, as the subscriber's loop tells."""
    return replace(
        patient,
        **{name: getattr(subscriber, name) for name in Patient.__struct_fields__ if hasattr(subscriber, name)},
    )
