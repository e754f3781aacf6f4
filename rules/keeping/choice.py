"""Rules by group, payer, kind of claim and date, for lists of them."""

from __future__ import annotations

from datetime import date

from rules.dated import in_force
from rules.payer_kinds import PAYER_KINDS
from rules.rule import Rule
from rules.ruleset import RuleSet


def choose(
    ruleset: RuleSet,
    *,
    group: str | None = None,
    payer: str | None = None,
    claim_type: str | None = None,
    day: date | None = None,
) -> list[Rule]:
    """The rules that meet all that is asked, by group and then by id.

    Args:
        ruleset: the rules.
        group: its number, or words of its name.
        payer: a payer file's id, or a kind of payer.
        claim_type: professional, institutional or dental.
        day: the edit exists on it, was known by then, and the payer has not switched it off.

    Raises:
        ValueError: there is no such payer.
    """
    file = ruleset.payers.get(payer or "")
    if payer and file is None and payer not in PAYER_KINDS:
        known = ", ".join(dict.fromkeys([*ruleset.payers, *PAYER_KINDS]))
        raise ValueError(f"there is no payer '{payer}'; name one of {known}")
    kinds = ruleset.kinds_of(file) if file else {payer}
    chosen = []
    for rule in ruleset.list():
        if group and not (rule.group.split()[0] == group or group.lower() in rule.group.lower()):
            continue
        if claim_type and claim_type not in rule.claims:
            continue
        if payer and rule.scope.payers and not kinds & set(rule.scope.payers):
            continue
        if day and not _exists(rule, day):
            continue
        if file and day and (switch := in_force(file.switch.get(rule.id, ()), day, day)) and switch.value is False:
            continue
        chosen.append(rule)
    return chosen


def _exists(rule: Rule, day: date) -> bool:
    return rule.known_from <= day and rule.scope.exists(day)
