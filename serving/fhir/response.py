"""One result as a ClaimResponse.

A finding of severity error is an ``error`` with the place in the 837 and in the resource, as Da Vinci PAS says them
(extensions errorElement and errorPath). Warnings, reasons and suggestions are process notes. What are odds stands in an
extension of our own and never where an adjudication would stand: nobody has decided anything yet.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import msgspec

from claims.claim import Claim
from claims.fhir.source import ClaimResource
from claims.fhir.systems import HL7, OURS, PAS
from claims.origin import Sourced
from rules.finding import Finding
from serving.fhir.odds import odds
from serving.score import Score

Json = dict[str, Any]

CARC = "https://x12.org/codes/claim-adjustment-reason-codes"
RARC = "https://x12.org/codes/remittance-advice-remark-codes"
RULES = OURS.replace("StructureDefinition", "CodeSystem") + "rules"
MASKED = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]}
TYPES = {"professional": "professional", "institutional": "institutional", "dental": "oral"}
LINE = re.compile(r"/lines/([0-9]+)")

_encode = msgspec.json.Encoder(decimal_format="number").encode


def response(score: Score, sourced: Sourced) -> bytes:
    """The ClaimResponse of one result.

    Args:
        score: the result.
        sourced: the claim that was scored, with where it came from: of a Claim resource the references are repeated.
    """
    return _encode(resource(score, sourced))


def resource(score: Score, sourced: Sourced) -> Json:
    """The same as a JSON object."""
    claim, source = sourced.claim, sourced.origin.source
    asked = source if isinstance(source, ClaimResource) else None
    notes = list(_notes(score))
    errors = [_error(finding, claim, asked) for finding in score.findings if finding.severity == "error"]
    return {
        "resourceType": "ClaimResponse",
        "id": identity(score),
        **({"extension": odds(score)} if score.denial_probability is not None else {}),
        "status": "active",
        **_asked(claim, asked),
        "created": score.as_of.isoformat(),
        **_insurer(claim, asked),
        "outcome": "error" if score.verdict == "fix" else "complete",
        "disposition": score.summary,
        **({"processNote": notes} if notes else {}),
        **({"error": errors} if errors else {}),
    }


def identity(score: Score) -> str:
    """An id that is the same for the same claim of the same file."""
    named = getattr(score, "score_id", None)
    place = (
        f"{score.file} {score.position.transaction} {score.position.segment} {score.claim_id} {score.frequency_code}"
    )
    return named or str(uuid.uuid5(uuid.NAMESPACE_URL, place))


def _asked(claim: Claim, asked: ClaimResource | None) -> Json:
    """Type, use, patient and the claim itself, as the resource names them."""
    said = dict(asked.said) if asked else {}
    return {
        "type": said.get("type") or {"coding": [{"system": f"{HL7}claim-type", "code": TYPES[claim.claim_type]}]},
        "use": said.get("use") or "claim",
        "patient": said.get("patient") or MASKED,
        **({"requestor": said["provider"]} if "provider" in said else {}),
        "request": {"reference": asked.url} if asked and asked.url else {"identifier": {"value": claim.claim_id}},
    }


def _insurer(claim: Claim, asked: ClaimResource | None) -> Json:
    if asked and "insurer" in asked.said:
        return {"insurer": asked.said["insurer"]}
    payer = claim.payer
    named: Json = {}
    if payer.id:
        named["identifier"] = {"value": payer.id}
    if payer.name:
        named["display"] = payer.name
    return {"insurer": named or MASKED}


def _error(finding: Finding, claim: Claim, asked: ClaimResource | None) -> Json:
    places = []
    if finding.x12:
        places.append({"url": f"{PAS}extension-errorElement", "valueString": finding.x12.replace(" ", "-")})
    if finding.path and asked:
        places.append({"url": f"{PAS}extension-errorPath", "valueString": asked.in_bundle(finding.path)})
    coding = [{"system": RULES, "code": finding.rule}]
    if finding.denial_code:
        coding.append({"system": CARC, "code": finding.denial_code.rpartition("-")[2]})
    if finding.remark_code:
        coding.append({"system": RARC, "code": finding.remark_code})
    sequence = _sequence(finding, claim, asked)
    return {
        **({"extension": places} if places else {}),
        **({"itemSequence": sequence} if sequence else {}),
        "code": {"coding": coding, "text": f"{finding.message} {finding.fix}".strip()},
    }


def _sequence(finding: Finding, claim: Claim, asked: ClaimResource | None) -> int:
    """The sequence of the item that a finding is about; 0 where it is about none."""
    found = LINE.match(finding.field)
    if found is None:
        return 0
    at = int(found[1])
    numbers = asked.sequences if asked else tuple(line.number for line in claim.lines)
    return max(numbers[at], 0) if at < len(numbers) else 0


def _notes(score: Score) -> Iterator[Json]:
    """What a reader should know beside the errors."""
    said = [_spoken(finding) for finding in score.findings if finding.severity != "error"]
    said += [f"Odds: {reason.text}" for reason in score.reasons]
    said += [f"Suggestion: {suggestion.text}" for suggestion in score.suggestions]
    said += [f"Not checked: {one.rule}: {one.reason}" for one in score.not_checked]
    for number, text in enumerate(said, start=1):
        yield {"number": number, "type": "display", "text": text}


def _spoken(finding: Finding) -> str:
    place = finding.path or finding.x12
    return f"{finding.severity.capitalize()}{f' at {place}' if place else ''}: {finding.message} {finding.fix}".strip()
