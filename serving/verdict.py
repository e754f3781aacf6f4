"""What to do with a claim: fix it, look at it, or send it; and the one sentence that says why."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from textwrap import shorten

from features.families import FAMILIES, family_of
from rules.finding import Finding
from serving.score import DenialCode, Reason, Verdict

SUMMARY_LENGTH = 139

MOST_OF_IT = 0.5
"""The share of a claim's chance of refusal from which on the summary names a code with it."""


def verdict(findings: Sequence[Finding], *, worth_a_look: bool) -> Verdict:
    """Decide what to do with a claim.

    Args:
        findings: what the rules found; a warning alone never makes ``fix``.
        worth_a_look: whether the money expected to be saved by a look exceeds its cost.
    """
    if any(finding.severity == "error" for finding in findings):
        return "fix"
    return "review" if worth_a_look else "ready"


def summary(
    decided: Verdict,
    findings: Sequence[Finding],
    *,
    probability: float | None = None,
    at_risk: Decimal | None = None,
    codes: Sequence[DenialCode] = (),
    reasons: Sequence[Reason] = (),
) -> str:
    """Say in under 140 characters what to do and why."""
    code = _code(codes, reasons, probability)
    for brief in (False, True):
        said = " ".join(_sentence(decided, findings, probability, at_risk, code, _cause(reasons, brief=brief)).split())
        if len(said) <= SUMMARY_LENGTH:
            break
    return said if len(said) <= SUMMARY_LENGTH else shorten(said, SUMMARY_LENGTH, placeholder=" …")


def chance(probability: float) -> str:
    """A probability as a biller reads it; never a certainty that the odds do not have."""
    if probability < 0.01:  # noqa: PLR2004  below one percent
        return "under 1 %"
    return f"{min(99, round(probability * 100))} %"


def _code(codes: Sequence[DenialCode], reasons: Sequence[Reason], probability: float | None) -> str:
    """The likeliest code; beside a reason for one kind of refusal, the likeliest of that kind, else none.

    The likeliest of all would otherwise stand beside the reason of another. Nor is one named that holds less than half
    of the claim's chance: the chance would be read as that code's.
    """
    first = reasons[0] if reasons else None
    kind = (first.experience.kind if first.experience else first.hazard) if first else ""
    of_kind = kind in FAMILIES and kind != "other"
    named = next((one for one in codes if not of_kind or family_of(one.code) == kind), None)
    return named.code if named and named.probability >= MOST_OF_IT * (probability or 0.0) else ""


def _cause(reasons: Sequence[Reason], *, brief: bool) -> str:
    """The leading reason in few words; in fewer without what it is held against."""
    if not reasons:
        return ""
    short = reasons[0].short or reasons[0].text
    return short.partition(", ")[0] if brief and reasons[0].experience else short


def _sentence(  # noqa: PLR0917  it stands in for its caller
    decided: Verdict,
    findings: Sequence[Finding],
    probability: float | None,
    at_risk: Decimal | None,
    code: str,
    cause: str,
) -> str:
    if decided == "fix":
        errors = [finding for finding in findings if finding.severity == "error"]
        more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
        return f"Fix before sending{more}: {errors[0].message}"
    if probability is None:
        warnings = sum(finding.severity == "warning" for finding in findings)
        return f"No errors, {warnings} warning{'s' * (warnings != 1)}." if warnings else "No errors found."
    if decided == "ready":
        return f"Ready to send: {chance(probability)} chance of refusal."
    refusal = f"{chance(probability)} chance of refusal{f' {code}' if code else ''}"
    return f"Look at it: {refusal}, ${at_risk:,.2f} at risk{': ' * bool(cause)}{cause}"
