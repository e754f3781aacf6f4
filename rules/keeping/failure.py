"""Why a rule failed in its proof: the claims of cases are made up, so that the error may be told as it stands."""

from __future__ import annotations

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem
from rules.report import finding_of
from rules.rule import Rule, line_of
from rules.ruleset import RuleSet


def failure(rule: Rule, claim: Claim, context: Context, ruleset: RuleSet) -> str:
    """What a rule that fails on a claim raises, and at which line of its code; it is asked once more."""
    file = rule.folder / "rule.py"
    for step, rule_id, check, values, _ in ruleset.plan(claim).asked(claim, context.today).steps:
        if rule_id != rule.id:
            continue
        try:
            said = check(claim, context, values)
            for one in said:
                if isinstance(one, Problem):
                    line = said.gi_frame.f_lineno if hasattr(said, "gi_frame") else 1
                    if one.kind not in rule.problems:
                        known = ", ".join(rule.problems)
                        return f"{file.name}, line {line}: rule.yaml has no problem {one.kind!r}, only {known}"
                    if lacks := _lacks(step.rule, one, claim):
                        return f"{file.name}, line {line}: {lacks}"
        except Exception as error:  # noqa: BLE001 - whatever the rule raises is told
            return f"{file.name}, line {line_of(error, file)}: {type(error).__name__}: {error}"
    return "the rule itself failed"


def _lacks(rule: Rule, problem: Problem, claim: Claim) -> str:
    try:
        finding_of(rule, problem, claim)
    except KeyError as error:
        fact = error.args[0]
        return f"the words of {problem.kind!r} name {{{fact}}}, which is no fact of the Problem: give {{{fact!r}: …}}"
    return ""
