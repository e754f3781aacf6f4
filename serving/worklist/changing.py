"""Changes of a claim: entered, suggested, or taken back; each is scored at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import RowMapping, select

from claims import canonical
from claims.claim import Claim
from claims.consequences import with_consequences
from claims.fault import Fault
from serving.store import new_id
from serving.store.tables import feedback, work
from serving.suggest.patch import END, Operation, Patch, PatchError, apply
from serving.worklist.corrected import corrected
from serving.worklist.desk import At, Desk, Done, others, write_scored
from serving.worklist.item import Changed
from serving.worklist.one import Whole, claim_of, event_of, undoable
from serving.worklist.trouble import Conflict, Invalid, NotNow

ATTESTED = ("/modifiers", "/diagnoses", "/diagnosis_pointers", "/procedure")
"""A change of these says something of the patient or of what was done: somebody says what the record shows."""

DIAGNOSES = "/diagnoses"

LEAST = 3
"""Characters of what somebody attests, or gives as a reason."""

MOST = 500

FAMILY = 20
"""Later claims of the same patient that are scored again at once after a change."""


def edit(desk: Desk, at: At, revision: int, patch: Patch, why: str) -> Changed:
    """Apply a change that was entered; see :meth:`Worklist.edit`."""
    found = _current(desk, at, revision)
    before = found.sourced.claim
    after = with_consequences(before, _patched(before, patch), stayed(patch, len(before.diagnoses)))
    return _change(desk, at, found, after, Done("edit", why=why[:MOST]))


class Offered(NamedTuple):
    """A suggestion that is taken."""

    nth: int
    attested: str
    value: str | Mapping[str, str]
    """What the office obtained: one value, or several by :func:`wanted`."""


def suggest(desk: Desk, at: At, revision: int, taken: Offered) -> Changed:
    """Take a suggestion; see :meth:`Worklist.suggest`."""
    found = _current(desk, at, revision)
    if not 0 <= taken.nth < len(found.score.suggestions):
        raise NotNow("this suggestion is no longer made: look at the claim again")
    patch = with_values(found.score.suggestions[taken.nth].patch, taken.value)
    attested = " ".join(taken.attested.split())[:MOST]
    if len(attested) < LEAST and wants_record(patch):
        raise NotNow("say in a line what the record shows that supports it")
    before = found.sourced.claim
    after = with_consequences(before, _patched(before, patch), stayed(patch, len(before.diagnoses)))
    return _change(desk, at, found, after, Done("suggestion", why=attested))


def stayed(patch: Patch, count: int) -> dict[int, int] | None:
    """Where each diagnosis stands after a patch, by its place before; ``None`` where all are replaced together."""
    standing: list[int | None] = list(range(count))
    for one in patch:
        if one["path"] == DIAGNOSES:
            return None
        place = one["path"].removeprefix(f"{DIAGNOSES}/")
        if place == one["path"] or one["op"] == "replace" or not (place.isdecimal() or place == END):
            continue  # of something else, or of a diagnosis that stays where it is
        if one["op"] == "remove":
            del standing[int(place)]
        else:
            standing.insert(len(standing) if place == END else int(place), None)
    return {before: now for now, before in enumerate(standing) if before is not None}


def wants_record(patch: Patch) -> bool:
    """Whether somebody has to say what of the record supports a change."""
    return any(part in one["path"] for one in patch for part in ATTESTED)


def undo(desk: Desk, at: At, revision: int, event: int) -> Changed:
    """Take the last change back; see :meth:`Worklist.undo`."""
    found = _current(desk, at, revision)
    with desk.store.reading() as connection:
        last = undoable(connection, found.row)
        if last != event:
            raise NotNow("only the last change that stands can be taken back: take back those after it first")
        before = claim_of(connection, at.viewer.office, event_of(connection, found.row, event)["from_digest"])
    return _change(desk, at, found, before, Done("undo", undone=event))


def recheck(desk: Desk, at: At, why: str = "") -> Changed | None:
    """Score a claim again; ``None`` where it was asked for on account of another claim, and nothing came of it.

    Raises:
        Conflict: somebody changed it in the meantime, and so had it scored.
    """
    found = desk.lying(at)
    quiet = bool(why)
    if quiet:
        score, _ = desk.scored(found.row, found.sourced)
        if (score.verdict, score.denial_probability) == (found.score.verdict, found.score.denial_probability):
            return None
    same = {"revision": found.row["revision"]}  # else the claim as it was would be written over what somebody changed
    after = write_scored(desk, at, found.row, found.sourced, Done("recheck", why=why), **same)
    return Changed(found.score, after, desk.item(at), found.cannot_write)


def _current(desk: Desk, at: At, revision: int) -> Whole:
    """A claim that nobody changed since it was looked at.

    Raises:
        Conflict: somebody did.
    """
    found = desk.lying(at)
    if found.row["revision"] != revision:
        with desk.store.reading() as connection:
            raise Conflict(others(connection, found.row, revision))
    return found


def _change(desk: Desk, at: At, found: Whole, after: Claim, done: Done) -> Changed:
    before, row = found.sourced.claim, found.row
    if len(after.lines) > max(desk.watch.lines, len(before.lines)):
        raise Invalid(f"this server takes claims of up to {desk.watch.lines:,} service lines", "/lines")
    sourced, cannot_write = corrected(found.first, after)
    if sourced.claim == before:
        raise Invalid("this changes nothing")
    fields, was, now = difference(before, sourced.claim)
    done = msgspec.structs.replace(done, field=" ".join(fields), before=was, after=now)
    values = {
        "edited": row["edited"] + (-1 if done.action == "undo" else 1),
        "revision": row["revision"] + 1,
        "state": "open",  # that it is sent anyway was decided about the claim as it was
    }
    score = write_scored(desk, at, row, sourced, done, **values)
    _tell(desk, at, found, done)
    also = _family(desk, at, row, sourced.claim.claim_id)
    return Changed(found.score, score, desk.item(at), cannot_write, also)


def _tell(desk: Desk, at: At, found: Whole, done: Done) -> None:
    """Let monitoring know what was done with the result: a suggestion was accepted, or the claim changed otherwise."""
    if done.action == "undo":
        return
    said = {
        "id": new_id(),
        "office": at.viewer.office,
        "score_id": found.row["score_id"],
        "claim_digest": found.row["claim_digest"],
        "action": "accepted" if done.action == "suggestion" else "corrected",
        "reason": "",
        "detail": done.field,
        "who": at.viewer.who,
        "at": desk.now(),
    }
    with desk.store.begin() as connection:
        connection.execute(feedback.insert(), said)


def _family(desk: Desk, at: At, row: RowMapping, claim_id: str) -> tuple[int, ...]:
    """Score the later claims of the patient again, as they were known by until now or are from now on."""
    here = work.c
    keys = {row["patient_key"], desk.key(at)} - {""}
    query = (
        select(here.number)
        .where(here.office == row["office"], here.batch == row["batch"], here.patient_key.in_(keys))
        .where(here.number > row["number"], here.state != "released")
        .order_by(here.number)
        .limit(FAMILY)
    )
    with desk.store.reading() as connection:
        numbers = list(connection.execute(query).scalars())
    why = f"claim {claim_id} before it was changed"
    found: list[int] = []
    for number in numbers:
        with suppress(NotNow, Conflict):  # it was sent, or changed and so scored, in the meantime
            if recheck(desk, at._replace(number=number), why) is not None:
                found.append(number)
    return tuple(found)


def _patched(claim: Claim, patch: Patch) -> Claim:
    """The claim after a patch.

    Raises:
        Invalid: the patch does not fit, or what it makes is no claim.
    """
    try:
        document = apply(msgspec.json.decode(canonical.encode(claim)), patch)
    except (PatchError, KeyError, TypeError, ValueError) as error:
        said = str(error) if isinstance(error, PatchError) else "a change needs op, path and value (RFC 6902)"
        raise Invalid(said) from None
    read = canonical.decode(msgspec.json.encode(document))
    if isinstance(read, Fault):
        raise Invalid(read.message, read.element)
    if read.faults:
        raise Invalid(read.faults[0].message, read.faults[0].element)
    return read.claim


def wanted(patch: Patch) -> dict[str, str]:
    """What a suggestion leaves to the office: the member that each value fills, and where it stands first.

    A member that is wanted at several places, such as one number for all lines, is one value.
    """
    found: dict[str, str] = {}
    for one in patch:
        if _is_open(one):
            found.setdefault(_member(one["path"]), one["path"])
    return found


def with_values(patch: Patch, value: str | Mapping[str, str]) -> Patch:
    """The patch with what the office obtained where it holds ``null``.

    Raises:
        NotNow: some of it is missing.
    """
    names = wanted(patch)
    if isinstance(value, str):
        value = dict.fromkeys(list(names)[:1], value)
    entered = {name: value.get(name, "").strip() for name in names}
    if missing := [name for name, value in entered.items() if not value]:
        words = ", ".join(name.replace("_", " ") for name in missing)
        raise NotNow(f"enter the value that is to be obtained for it: {words}")
    return [one | {"value": entered[_member(one["path"])]} if _is_open(one) else one for one in patch]


def _is_open(operation: Operation) -> bool:
    return operation["op"] != "remove" and operation.get("value") is None


def _member(path: str) -> str:
    """The last name of a path; of a place in a list, what the list holds."""
    names = [name for name in path.split("/") if name and name != END and not name.isdecimal()]
    return names[-1]


def difference(before: Claim, after: Claim) -> tuple[list[str], str, str]:
    """Pointers to what differs, and the values before and after by pointer, as JSON."""
    found: dict[str, tuple[Any, Any]] = {}
    _compare(msgspec.json.decode(canonical.encode(before)), msgspec.json.decode(canonical.encode(after)), "", found)
    was, now = ({path: pair[at] for path, pair in found.items()} for at in (0, 1))
    return list(found), msgspec.json.encode(was).decode(), msgspec.json.encode(now).decode()


def _compare(before: Any, after: Any, path: str, found: dict[str, tuple[Any, Any]]) -> None:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            _compare(before.get(name), after.get(name), f"{path}/{name}", found)
    elif _are_records(before) and _are_records(after) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            _compare(one, other, f"{path}/{place}", found)
    else:
        found[path] = before, after


def _are_records(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(one, Mapping) for one in value)
