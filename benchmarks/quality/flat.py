"""A claim as flat columns, the way a table of claims looks to whoever has no history: what peers are given."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from benchmarks.quality.truth import key_of
from claims.claim import Claim
from claims.sent import SentBefore
from features.situation import situations
from rules import Context, RuleSet, office_rules
from training.maturity import states
from training.office_files import Files, read_files

Values = dict[str, str | float]
WEIGHTY = ("error", "warning")


class Flat(Struct, frozen=True):
    """Claims as a table: one entry a claim in each list, in order of submission."""

    keys: list[str]
    columns: list[Values]
    codes: list[list[str]]
    """All codes of the claim: a bag of words."""
    crosses: list[list[str]]
    """Combinations of codes that a payer's policy could look at, chosen by hand."""
    findings: list[list[str]]
    """Rules that found an error, or gave a warning."""
    denied: npt.NDArray[np.bool_]


def flattened(folder: Path) -> tuple[Flat, Flat]:
    """An office's matured, answered claims, and those it sends afterwards, whose fate is withheld."""
    past = read_files(folder / "train" / "claims", folder / "train" / "remits")
    later = read_files(folder / "test" / "claims", folder / "test" / "remits")
    maturity = states(past.claims, past.outcomes, past.through)
    sent, ruleset = SentBefore(), office_rules()
    return (
        _flat(past, [state == "known" for state in maturity], ruleset, sent),
        _flat(later, [True] * len(later.claims), ruleset, sent),
    )


def _flat(files: Files, wanted: Iterable[bool], ruleset: RuleSet, sent: SentBefore) -> Flat:
    flat = Flat([], [], [], [], [], np.zeros(0, dtype=bool))
    denied = []
    for claim, outcome, chosen in zip(files.claims, files.outcomes, wanted, strict=True):
        assert claim.submission_date is not None
        if chosen and claim.lines:
            today = claim.submission_date
            checked = ruleset.check(claim, Context(today=today, sent=sent, shelf=ruleset.shelf))
            flat.keys.append(key_of(claim))
            flat.columns.append(_columns(claim))
            flat.codes.append(_codes(claim))
            flat.crosses.append(_crosses(claim))
            flat.findings.append([one.rule for one in checked.findings if one.severity in WEIGHTY])
            denied.append(outcome is not None and outcome.denied)
        sent.add(claim, claim.submission_date)
    return Flat(flat.keys, flat.columns, flat.codes, flat.crosses, flat.findings, np.array(denied))


def _columns(claim: Claim) -> Values:
    first = situations(claim, claim.submission_date)[0]
    served, born = claim.first_service_date, claim.patient.birth_date
    assert claim.submission_date is not None
    diagnoses = [one.code for one in claim.diagnoses]
    return {
        "payer": first.payer,
        "plan": claim.payer.filing_indicator,
        "biller": first.biller,
        "clinician": first.clinician,
        "specialty": first.specialty,
        "place": first.place,
        "kind": claim.claim_type,
        "frequency": claim.frequency_code,
        "procedure": first.procedure,
        "modifiers": first.modifiers,
        "second procedure": claim.lines[1].procedure if len(claim.lines) > 1 else "",
        "diagnosis": diagnoses[0] if diagnoses else "",
        "category": diagnoses[0][:3] if diagnoses else "",
        "second diagnosis": diagnoses[1] if len(diagnoses) > 1 else "",
        "sex": claim.patient.sex,
        "relationship": claim.patient.relationship,
        "authorized": float(bool(first.authorized)),
        "referred": float(bool(first.referred)),
        "lines": float(len(claim.lines)),
        "diagnoses": float(len(diagnoses)),
        "units": float(max(line.units for line in claim.lines)),
        "charge": float(sum(line.charge for line in claim.lines)),
        "delay": float((claim.submission_date - served).days) if served else np.nan,
        "age": (served - born).days / 365.25 if served and born else np.nan,
        "weekday": float(claim.submission_date.weekday()),
        "month": float(claim.submission_date.month),
    }


def _codes(claim: Claim) -> list[str]:
    found = {f"payer_{claim.payer.id}"}
    for line in claim.lines:
        found |= {f"p_{line.procedure}", *(f"m_{line.procedure}_{one}" for one in line.modifiers)}
    for one in claim.diagnoses:
        found |= {f"d_{one.code}", f"c_{one.code[:3]}"}
    return sorted(found)


def _crosses(claim: Claim) -> list[str]:
    found: set[str] = set()
    for s in situations(claim, claim.submission_date):
        code = f"{s.payer} {s.procedure}"
        found |= {s.payer, s.procedure, code, f"{s.payer} {s.clinician}", f"{s.payer} late {s.delay}", s.clinician}
        found |= {f"{code} auth {s.authorized}", f"{code} ref {s.referred}", f"{code} mod {s.modifiers}"}
        found |= {f"{code} at {s.place}", f"{code} x {s.units}", f"{code} age {s.age}", f"freq {claim.frequency_code}"}
        found |= {f"{code} with {other}" for other in s.partners}
        found |= {f"{code} for {one[:3]}" for one in s.diagnoses} | {f"{s.payer} for {one}" for one in s.diagnoses}
    return sorted(found)
