"""Which entries of a payer's list speak of which lines of a claim: the walk that all rules with a list share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from claims.claim import Claim, ServiceLine
from rules.context import Context
from rules.dated import Dated
from rules.policy import Policy
from rules.problem import NOT_APPLICABLE, NoData, NotApplicable, Values


class Demand(Struct, frozen=True, gc=False):
    """One line, one entry of the payer's list that speaks of it."""

    at: int
    """Position in ``Claim.lines``."""
    line: ServiceLine
    day: date
    policy: Policy
    dated: Dated


def demands(
    claim: Claim,
    context: Context,
    values: Values,
    demanded: Literal["", "places", "diagnoses", "modifiers"] = "",
) -> Iterator[Demand | NoData | NotApplicable]:
    """The entries in force for each line, where the line is one that the entry means.

    Args:
        claim: The claim.
        context: The day on which it is sent.
        values: What is known of its payer.
        demanded: The word that says what the payer demands, and so not which lines the entry means.
    """
    if values.policies is None:
        yield values.missing("list")
        return
    met = False
    for at, line in enumerate(claim.lines):
        for policy, dated in values.policies.get(line.procedure, ()):
            day = line.service_date or claim.statement_from
            if day is None:
                met = True
                yield NoData("a line carries no date of service")
            elif dated.holds(day, context.today) and _is_meant(claim, line, policy, demanded):
                met = True
                yield Demand(at, line, day, policy, dated)
    if not met:
        yield NOT_APPLICABLE


def _is_meant(claim: Claim, line: ServiceLine, policy: Policy, demanded: str) -> bool:
    if policy.places and demanded != "places" and claim.place_of(line) not in policy.places:
        return False
    if policy.modifiers and demanded != "modifiers" and not set(policy.modifiers) & set(line.modifiers):
        return False
    if policy.beside and not any(one.procedure in policy.beside for one in claim.lines if one is not line):
        return False
    if policy.over_units is not None and line.units <= policy.over_units:
        return False
    if policy.specialties and not claim.renders(line).taxonomy.startswith(policy.specialties):
        return False
    return (
        not policy.diagnoses
        or demanded == "diagnoses"
        or any(code.startswith(policy.diagnoses) for code in pointed(claim, line))
    )


def pointed(claim: Claim, line: ServiceLine) -> tuple[str, ...]:
    """The diagnoses of a line: those that it points to; on a claim without pointers, as institutional ones are, all."""
    return claim.pointed_diagnoses(line) or tuple(diagnosis.code for diagnosis in claim.diagnoses)
