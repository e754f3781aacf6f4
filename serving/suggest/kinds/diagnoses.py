"""A more specific, or a valid, diagnosis code of the same category; never one of another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from features.seen import ENOUGH
from rules.reference import diagnosis
from rules.reference.codes import CATEGORY, CHARACTERS
from rules.reference.shelf import Shelf
from serving.suggest.given import Change, Given
from serving.suggest.patch import replaced

MOST = 6
"""Codes that are tried for one diagnosis."""
LONGEST = 7
UNSPECIFIED = "90"
"""The last characters that commonly say that the record tells no more: they come first."""
PLACEHOLDER = "X"


def changes(given: Given) -> Iterator[Change]:
    """For each code: those below it, and those of its category that this payer took with the claim's procedures."""
    claim, shelf = given.claim, given.context.shelf
    day = claim.first_service_date
    if day is None:
        return
    for at, said in enumerate(claim.diagnoses):
        if len(said.code) < CATEGORY or said.qualifier in {"BK", "BF"}:
            continue
        valid = _is_valid(shelf, said.code, day)
        finer = [] if valid else sorted(below(shelf, said.code, day), key=_order)
        taken = [code for code in _taken(given, at, said.code) if _is_valid(shelf, code, day)]
        if valid:
            taken = [code for code in taken if _tells_more(code, said.code)]
        found = dict.fromkeys([*(code for code in taken if code in finer or not finer), *finer])
        for code in islice((one for one in found if one != said.code), MOST):
            others = ", ".join(one for one in list(found)[:MOST] if one not in {code, said.code})
            yield Change(
                f"Code diagnosis {at + 1}, {said.code}, as {code}, only if the record supports that code"
                f"{f' (or one of {others})' if others else ''}: you attest that it does.",
                replaced(f"/diagnoses/{at}/code", code),
            )


def _order(code: str) -> tuple[bool, int, str]:
    return code[-1] not in UNSPECIFIED, len(code), code


def _tells_more(code: str, said: str) -> bool:
    """Whether a code of the category says what another, of the last resort, leaves open."""
    return said[-1] in UNSPECIFIED and code[-1] not in UNSPECIFIED and len(code) >= len(said)


def _taken(given: Given, at: int, code: str) -> Iterator[str]:
    """Codes of the same category that this payer was seen to take with procedures that point to this diagnosis."""
    for line in given.claim.lines:
        if at + 1 in line.diagnosis_pointers or not line.diagnosis_pointers:
            seen = given.seen.under("payer_procedure_diagnosis", given.payer, line.procedure)
            own = given.seen.refused("payer_procedure_diagnosis", given.payer, line.procedure, code)
            for sent in seen:
                is_seen = sent.answers >= ENOUGH and sent.what[:CATEGORY] == code[:CATEGORY]
                if is_seen and (own is None or sent.refused < own):
                    yield sent.what


def below(shelf: Shelf, code: str, day: date) -> Iterator[str]:
    """The valid codes that begin with a code, those one character longer before the longer ones."""
    longer = []
    for character in CHARACTERS if len(code) < LONGEST else "":
        found = diagnosis(shelf, code + character, day)
        if found is not None and found.status == "valid":
            yield code + character
        elif found is not None and found.status == "header":
            longer.append(code + character)
    for one in longer:
        yield from below(shelf, one, day)
    if len(code) == LONGEST - 2 and not longer:
        yield from (
            whole
            for character in CHARACTERS
            if _is_valid(shelf, whole := code.ljust(LONGEST - 1, PLACEHOLDER) + character, day)
        )


def _is_valid(shelf: Shelf, code: str, day: date) -> bool:
    found = diagnosis(shelf, code, day)
    return found is not None and found.status == "valid"
