"""When a claim goes against a policy: one function for each kind, over what the payer has before it.

Each returns the lines concerned; none where the policy has nothing to say. Lines
without a charge concern nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from claims.claim import ServiceLine
from training.office.calendar import age
from training.office.case import Case, Lines
from training.office.coding import LABORATORY, NEW_CODES, kind_of
from training.office.policies import Policy

_NONE: Lines = ()
RETIRED = frozenset({"M545", "R05", "E780", "I489", "M2551", "K573"})
"""Diagnosis codes that were split or never billable, which old cheat sheets still hold."""


def _lines(policy: Policy, case: Case) -> list[tuple[int, ServiceLine]]:
    """The charged lines of the policy's procedures, places and taxonomies."""
    claim = case.claim
    rendering = claim.rendering_provider
    if policy.taxonomies and not (rendering and rendering.taxonomy in policy.taxonomies):
        return []
    if policy.places and claim.place_of_service not in policy.places:
        return []
    lines = claim.lines
    return [(at, lines[at]) for at in case.charged if not policy.procedures or lines[at].procedure in policy.procedures]


def authorization(policy: Policy, case: Case) -> Lines:
    """No authorization number on the claim or the line; with a limit, beyond so many units."""
    if case.claim.prior_authorization:
        return _NONE
    return tuple(at for at, line in _lines(policy, case) if not line.prior_authorization and line.units > policy.limit)


def modifier(policy: Policy, case: Case) -> Lines:
    """None of the modifiers; with diagnoses, for those alone; with a limit, after so many services of the year."""
    found = [at for at, line in _lines(policy, case) if policy.modifiers.isdisjoint(line.modifiers)]
    if found and policy.diagnoses:
        found = [
            at
            for at in found
            if any(code.startswith(policy.diagnoses) for code in case.claim.pointed_diagnoses(case.claim.lines[at]))
        ]
    if found and policy.limit:
        found = [at for at in found if _before(case, case.claim.lines[at].procedure) >= policy.limit]
    return tuple(found)


def medical_necessity(policy: Policy, case: Case) -> Lines:
    """None of the diagnoses of the line is on the list."""
    return tuple(
        at
        for at, line in _lines(policy, case)
        if not any(code.startswith(policy.diagnoses) for code in case.claim.pointed_diagnoses(line))
    )


def unit_limit(policy: Policy, case: Case) -> Lines:
    """More units than the limit."""
    return tuple(at for at, line in _lines(policy, case) if line.units > policy.limit)


def _before(case: Case, procedure: str) -> int:
    return case.memory.services.get((case.patient.number, case.claim.payer.id, procedure, case.day.year), 0)


def frequency(policy: Policy, case: Case) -> Lines:
    """Sent as often as the limit already, this calendar year, over all procedures of the policy."""
    found = [] if case.corrected else _lines(policy, case)
    if found and sum(_before(case, procedure) for procedure in policy.procedures) >= policy.limit:
        return tuple(at for at, _ in found)
    return _NONE


def non_covered(policy: Policy, case: Case) -> Lines:
    """The procedure itself, or for some diagnoses."""
    found = _lines(policy, case)
    if policy.diagnoses:
        return tuple(
            at
            for at, line in found
            if any(code.startswith(policy.diagnoses) for code in case.claim.pointed_diagnoses(line))
        )
    return tuple(at for at, _ in found)


def referral(policy: Policy, case: Case) -> Lines:
    """No referral number."""
    return _NONE if case.claim.referral else tuple(at for at, _ in _lines(policy, case))


def bundling(policy: Policy, case: Case) -> Lines:
    """Beside the other service on the same day, without a modifier that sets it apart."""
    found = [at for at, line in _lines(policy, case) if policy.modifiers.isdisjoint(line.modifiers)]
    if found and any(line.procedure in policy.others for line in case.claim.lines):
        return tuple(found)
    return _NONE


def office_visit(policy: Policy, case: Case) -> Lines:
    """An office visit beside other work, without the modifier."""
    lines = case.claim.lines
    found = tuple(
        at
        for at in case.charged
        if kind_of(lines[at].procedure) == "em" and policy.modifiers.isdisjoint(lines[at].modifiers)
    )
    return found if found and any(line.procedure in policy.others for line in lines) else _NONE


def missing_information(policy: Policy, case: Case) -> Lines:
    """What the policy wants on the claim is not there."""
    claim = case.claim
    missing: Mapping[str, Callable[[ServiceLine], bool]] = {
        "drug": lambda line: line.ndc is None,
        "clia": lambda line: not claim.clia and line.procedure in LABORATORY,
        "referring": lambda _: claim.referring_provider is None,
        "facility": lambda _: claim.service_facility is None,
        "taxonomy": lambda _: not (claim.billing_provider.taxonomy),
    }
    absent = missing[policy.item]
    return tuple(at for at, line in _lines(policy, case) if claim.claim_type == "professional" and absent(line))


def place_of_service(policy: Policy, case: Case) -> Lines:
    """The procedure in this place."""
    return tuple(at for at, _ in _lines(policy, case))


def age_limit(policy: Policy, case: Case) -> Lines:
    """The patient of the claim is too young or too old."""
    birth = case.claim.patient.birth_date
    if birth is None or policy.low <= age(birth, case.day) <= policy.high:
        return _NONE
    return tuple(at for at, _ in _lines(policy, case))


def documentation(policy: Policy, case: Case) -> Lines:
    """No attachment is announced."""
    return _NONE if case.claim.attachments else tuple(at for at, _ in _lines(policy, case))


def coordination(policy: Policy, case: Case) -> Lines:
    """The first claim of the year for a dependent."""
    claim = case.claim
    if claim.patient.relationship == "18" or policy.item != "yearly":
        return _NONE
    return _NONE if (case.patient.number, claim.payer.id, case.day.year) in case.memory.years else case.charged


def notification(policy: Policy, case: Case) -> Lines:
    """An inpatient bill without an authorization number."""
    claim = case.claim
    return (
        case.charged
        if claim.type_of_bill.startswith(policy.bills) and claim.type_of_bill and not claim.prior_authorization
        else _NONE
    )


def revenue_code(policy: Policy, case: Case) -> Lines:
    """The procedure under a revenue code that is not on the list."""
    return tuple(
        at for at, line in _lines(policy, case) if line.revenue_code and line.revenue_code not in policy.revenue
    )


def type_of_bill(policy: Policy, case: Case) -> Lines:
    """A type of bill that the payer does not take."""
    return case.charged if case.claim.type_of_bill.startswith(policy.bills) and case.claim.type_of_bill else _NONE


def level_of_care(policy: Policy, case: Case) -> Lines:
    """A high visit for a small complaint, or an admission shorter than so many days."""
    claim = case.claim
    if not policy.bills:
        minor = claim.diagnoses and claim.diagnoses[0].code.startswith(policy.diagnoses)
        return tuple(at for at, _ in _lines(policy, case)) if minor and claim.claim_type == "institutional" else _NONE
    if not claim.type_of_bill.startswith(policy.bills) or not claim.statement_through or not claim.statement_from:
        return _NONE
    return case.charged if (claim.statement_through - claim.statement_from).days < policy.limit else _NONE


def timely_filing(policy: Policy, case: Case) -> Lines:
    """Sent too long after the service."""
    return case.charged if case.lag > policy.limit else _NONE


def eligibility(_: Policy, case: Case) -> Lines:
    """Any claim may meet coverage that has ended: see ``staleness``."""
    return case.charged


def staleness(case: Case) -> float:
    """How much likelier than usual it is that coverage has ended: turn of the year, and long since a visit."""
    last = case.memory.latest.get((case.patient.number, case.claim.payer.id))
    season = 3.0 if case.day.month in (1, 2) else 1.0
    away = 1.6 if last is None else 0.3 if (case.day - last).days < 45 else 1.0 if (case.day - last).days < 120 else 4.0
    return season * away


def member_number(_: Policy, case: Case) -> Lines:
    """Not the number on the card."""
    return case.charged if case.claim.subscriber.member_id not in card_numbers(case) else _NONE


def card_numbers(case: Case) -> set[str]:
    """All member numbers that are the patient's."""
    return {
        number
        for coverage in case.patient.coverages
        for number in (coverage.subscriber.member_id, coverage.second_member)
    }


def duplicate(_: Policy, case: Case) -> Lines:
    """The same service of the same day was sent before."""
    number, claim = case.patient.number, case.claim
    if case.corrected or claim.claim_type != "professional":
        return _NONE
    sent = case.memory.sent
    return tuple(
        at
        for at in case.charged
        if (number, claim.payer.id, (line := claim.lines[at]).procedure, line.service_date or case.day, line.modifiers)
        in sent
    )


def new_patient(_: Policy, case: Case) -> Lines:
    """A new-patient code for somebody who was seen here within three years."""
    claim = case.claim
    found = tuple(at for at in case.charged if claim.lines[at].procedure in NEW_CODES)
    if not found or claim.rendering_provider is None:
        return _NONE
    last = case.memory.visits.get((case.patient.number, claim.billing_provider.npi, claim.rendering_provider.taxonomy))
    return found if last is not None and last < case.day else _NONE


def credentialing(policy: Policy, case: Case) -> Lines:
    """Rendered by a clinician who is not listed yet."""
    rendering = case.claim.rendering_provider
    return case.charged if rendering and rendering.npi == policy.provider else _NONE


def diagnosis_code(_: Policy, case: Case) -> Lines:
    """A diagnosis code that is not valid."""
    return case.charged if any(diagnosis.code in RETIRED for diagnosis in case.claim.diagnoses) else _NONE


def diagnosis_pointer(_: Policy, case: Case) -> Lines:
    """A pointer past the last diagnosis."""
    known = len(case.claim.diagnoses)
    return tuple(at for at in case.charged if any(to > known for to in case.claim.lines[at].diagnosis_pointers))


def original_reference(_: Policy, case: Case) -> Lines:
    """A corrected claim without the number of the one that it replaces."""
    return case.charged if case.claim.frequency_code == "7" and not case.claim.original_reference else _NONE


def noise(_: Policy, case: Case) -> Lines:
    """Any line of any claim."""
    return case.charged


def first_payer(_: Policy, case: Case) -> Lines:
    """A claim to a second payer that does not say what the first paid."""
    claim = case.claim
    told = any(other.paid is not None for other in claim.other_payers)
    return case.charged if claim.payer.responsibility == "S" and not told else _NONE


SEXES = {"77067": "F", "G0103": "M"}


def sex(_: Policy, case: Case) -> Lines:
    """A screening of the other sex."""
    return tuple(
        at
        for at in case.charged
        if SEXES.get(case.claim.lines[at].procedure, case.claim.patient.sex) != case.claim.patient.sex
    )


TRIGGERS: Mapping[str, Callable[[Policy, Case], Lines]] = {
    function.__name__: function
    for function in (
        authorization, modifier, medical_necessity, unit_limit, frequency, non_covered, referral, bundling,
        office_visit, missing_information, place_of_service, age_limit, documentation, coordination, notification,
        revenue_code, type_of_bill, level_of_care, timely_filing, eligibility, member_number, duplicate, new_patient,
        credentialing, diagnosis_code, diagnosis_pointer, original_reference, first_payer, noise, sex,
    )
}  # fmt: skip
