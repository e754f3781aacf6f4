"""What may happen, in extensions of our own: odds are no adjudication, so they never stand where one would."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from claims.fhir.systems import OURS
from serving.score import Score

Json = dict[str, Any]

ODDS = f"{OURS}odds"
EXPECTED = f"{OURS}expected-payment"
CARC = "https://x12.org/codes/claim-adjustment-reason-codes"


def odds(score: Score) -> list[Json]:
    """The extensions of a ClaimResponse: the odds of refusal, and what is expected to be paid."""
    parts: list[Json] = [{"url": "verdict", "valueCode": score.verdict}]
    if score.denial_probability is not None:
        parts.append({"url": "probability", "valueDecimal": _digits(score.denial_probability)})
    if score.dollars_at_risk is not None:
        parts.append({"url": "dollarsAtRisk", "valueMoney": _money(score.dollars_at_risk)})
    parts += [
        _nested("item", {"url": "itemSequence", "valuePositiveInt": line.number}, line.denial_probability)
        for line in score.lines
        if line.number > 0
    ]
    parts += [_nested("code", _code(code.code), code.probability) for code in score.denial_codes]
    if score.model is not None:
        parts.append({"url": "model", "valueString": f"{score.model.name} {score.model.version}"})
    parts.append({"url": "rules", "valueString": score.rules.version})
    found: list[Json] = [{"url": ODDS, "extension": parts}]
    if (payment := score.expected_payment) is not None:
        days = {"date": payment.date, "dateLow": payment.date_low, "dateHigh": payment.date_high}
        inside: list[Json] = [{"url": "amount", "valueMoney": _money(payment.amount)}]
        inside += [{"url": name, "valueDate": day.isoformat()} for name, day in days.items()]
        found.append({"url": EXPECTED, "extension": inside})
    return found


def _nested(name: str, what: Json, probability: float) -> Json:
    return {"url": name, "extension": [what, {"url": "probability", "valueDecimal": _digits(probability)}]}


def _code(code: str) -> Json:
    """A CARC with its group, such as ``CO-197``."""
    coding = {"system": CARC, "code": code.rpartition("-")[2]}
    return {"url": "denialCode", "valueCodeableConcept": {"coding": [coding], "text": code}}


def _digits(probability: float) -> Decimal:
    """Six digits: more than a probability is worth, and never an exponent, which R4 readers may not expect."""
    return Decimal(f"{probability:.6f}")


def _money(amount: Decimal) -> Json:
    return {"value": amount, "currency": "USD"}
