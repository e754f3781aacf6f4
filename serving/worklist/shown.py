"""What the list shows of a claim and its score: the columns of ``work`` that follow from both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from claims.claim import Claim, Patient, Provider
from rules import RuleSet
from rules.edits.timely_filing.rule import last_day
from serving.score import Score

LIKELY = 0.05
"""Refusals that are less probable are not among the codes by which claims are filtered."""

FILING = "timely-filing"


def shown(claim: Claim, score: Score, ruleset: RuleSet) -> dict[str, Any]:
    """The values of those columns."""
    clinician = _clinician(claim)
    main, kind, field = _main(score)
    found = [finding for finding in score.findings if finding.severity != "info"]
    likely = [code.code for code in score.denial_codes if code.probability >= LIKELY]
    return {
        "verdict": score.verdict,
        "claim_id": claim.claim_id,
        "patient": _named(claim.patient),
        "patient_key": patient_key(claim),
        "payer_id": claim.payer.id,
        "payer_name": claim.payer.name,
        "clinician_npi": clinician.npi,
        "clinician": _named(clinician),
        "service_date": claim.first_service_date,
        "charge": claim.total_charge,
        "probability": score.denial_probability,
        "at_risk": score.dollars_at_risk,
        "main": main,
        "main_kind": kind,
        "main_field": field,
        "rules": joined(finding.rule for finding in found),
        "codes": joined([*(finding.denial_code for finding in found), *likely]),
        "deadline": deadline(claim, score.as_of, ruleset),
    }


def deadline(claim: Claim, today: date, ruleset: RuleSet) -> date | None:
    """The last day on which the payer takes a claim, as known today; ``None`` where no limit is known."""
    values = ruleset.values_of(FILING, claim)
    return last_day(claim, values, today) if values is not None else None


def patient_key(claim: Claim) -> str:
    """By what the claims of one patient find each other in a batch; empty where nothing tells who it is."""
    born = claim.patient.birth_date or claim.subscriber.birth_date
    who = (claim.subscriber.member_id.upper(), born.isoformat() if born else "")
    return sha256("\x1f".join(who).encode()).hexdigest()[:32] if any(who) else ""


def joined(names: Iterable[str]) -> str:
    """Names as they stand in a column, each once: ``|a|b|``."""
    some = dict.fromkeys(name for name in names if name)
    return f"|{'|'.join(some)}|" if some else ""


def parted(text: str) -> tuple[str, ...]:
    """The names of such a column."""
    return tuple(text.strip("|").split("|")) if text else ()


def _named(who: Patient | Provider) -> str:
    """Family name, given name."""
    last = who.last_name if isinstance(who, Patient) else who.name
    return ", ".join(part for part in (last, who.first_name) if part)


def _clinician(claim: Claim) -> Provider:
    of_lines = next((line.rendering_provider for line in claim.lines if line.rendering_provider), None)
    return claim.rendering_provider or claim.attending_provider or of_lines or claim.billing_provider


def _main(score: Score) -> tuple[str, str, str]:
    """The foremost fault, else the leading reason to look; with whether it is fact or odds, and its field."""
    foremost = next((finding for finding in score.findings if finding.severity != "info"), None)
    if foremost is not None and (foremost.severity == "error" or not score.reasons):
        return foremost.message, "fault", foremost.field
    if score.verdict == "review" and score.reasons:
        leading = score.reasons[0]
        return leading.short or leading.text, "odds", leading.field
    if foremost is not None:
        return foremost.message, "fault", foremost.field
    return "", "", ""
