"""From a rule's problem to the finding that a biller reads."""

from __future__ import annotations

import re

from claims.claim import Claim
from claims.field import belongs
from rules.finding import Finding
from rules.problem import Problem
from rules.rule import Rule

LONGEST_SENT = 40
LONGEST_MESSAGE = 199
LINE = re.compile(r"/lines/([0-9]+)")


def finding_of(rule: Rule, problem: Problem, claim: Claim) -> Finding:
    """The finding: the rule's words, filled with what was sent, and the place of the field on file and form."""
    text = rule.problems[problem.kind]
    place = belongs(problem.field, claim)
    sent = printable(problem.sent)
    facts = {"sent": sent, "line": _line(problem.field, claim), **problem.facts}
    because = problem.because
    is_proposed = because is not None and because.proposed and text.severity == "error"
    return Finding(
        rule=rule.id,
        severity="warning" if is_proposed else text.severity,
        message=_short(text.message.format_map(facts)),
        fix=_short(text.fix.format_map(facts)),
        field=problem.field,
        x12=problem.x12 or place.x12,
        form_box=place.form_box,
        denial_code=text.denial_code,
        source=because.source if because else rule.source,
        disposition="warn" if is_proposed else text.disposition,
        remark_code=text.remark_code,
        sent=sent,
        effective_from=because.start if because else rule.scope.start,
        effective_through=because.end if because else rule.scope.end,
        overridable=rule.overridable,
        segment=problem.segment,
        path=problem.path,
    )


def printable(text: str) -> str:
    """What was sent, fit for a line on a terminal: no control characters, not longer than forty."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[: LONGEST_SENT + 1])
    return clean if len(clean) <= LONGEST_SENT else clean[: LONGEST_SENT - 1] + "…"


def _line(field: str, claim: Claim) -> int:
    found = LINE.match(field)
    if not found:
        return 0
    at = int(found[1])
    return (claim.lines[at].number if at < len(claim.lines) else 0) or at + 1


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"
