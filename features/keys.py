"""Where experience is kept: each key names the circumstances under which a payer may have a policy.

A key is narrow (payer, procedure and authorization) and has a parent that is broader (payer and procedure), whose rate
stands in as far as the key itself was seldom seen. It lists the kinds of refusal that its circumstances can cause.
A key's text determines its parent's: lines that share a key share all that is above it. A key that does not apply to a
line gives ``""``; one that applies several times over (each diagnosis that a line points to) gives a tuple, of which
the worst counts, or the best where a payer needs but one that suits it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from features.families import FAMILIES
from features.situation import TIMES_BANDS, Situation, band

ANY = "any"
"""Any refusal, whatever its kind."""

Combine = Literal["worst", "best"]


class Key(Struct, frozen=True):
    """Circumstances under which answers are counted together."""

    name: str
    says: str
    """The circumstances in a biller's words."""
    field: str
    """JSON pointer to what a biller could look at, ``{line}`` standing for the line's index."""
    parent: str
    """The broader key; empty for the root."""
    families: tuple[str, ...]
    combine: Combine
    of: Callable[[Situation], str | tuple[str, ...]]


_keys: dict[str, Key] = {}


def key(
    *, says: str, field: str, families: str, parent: str = "everything", combine: Combine = "worst"
) -> Callable[[Callable[[Situation], str | tuple[str, ...]]], Callable[[Situation], str | tuple[str, ...]]]:
    """Register the function below as a key; a parent stands before its children.

    Raises:
        ValueError: the parent or a family is not known.
    """
    named = tuple(families.split())

    def decorate(of: Callable[[Situation], str | tuple[str, ...]]) -> Callable[[Situation], str | tuple[str, ...]]:
        name = of.__name__
        up = "" if name == "everything" else parent
        if up and up not in _keys:
            raise ValueError(f"key {name}: its parent {up} is not defined above it")
        if unknown := set(named) - {*FAMILIES, ANY}:
            raise ValueError(f"key {name}: unknown families {sorted(unknown)}")
        missing = set(named) - set(_keys[up].families) if up else set()
        if missing:
            raise ValueError(f"key {name}: its parent {up} does not count {sorted(missing)}")
        _keys[name] = Key(name, says, field, up, named, combine, of)
        return of

    return decorate


def keys() -> tuple[Key, ...]:
    """All keys, parents before children."""
    return tuple(_keys.values())


_ALL = " ".join((ANY, *FAMILIES))
_OF_SERVICES = (
    "any authorization referral bundling modifier place diagnosis necessity units records information benefit person"
)
"""The kinds of refusal that may depend on what was done."""


@key(says="all claims", field="", families=_ALL)
def everything(_: Situation) -> str:
    """All answers there are."""
    return "*"


@key(says="this payer", field="/payer/id", families=_ALL)
def payer(s: Situation) -> str:
    """All lines sent to the payer."""
    return s.payer


@key(says="this procedure, at any payer", field="/lines/{line}/procedure", families=_OF_SERVICES)
def procedure(s: Situation) -> str:
    """All lines of the procedure, whoever pays."""
    return s.procedure


@key(says="this procedure at this payer", field="/lines/{line}/procedure", families=_OF_SERVICES, parent="payer")
def payer_procedure(s: Situation) -> str:
    """The procedure at the payer."""
    return f"{s.payer}|{s.procedure}" if s.procedure else ""


@key(
    says="this procedure at this payer, with or without authorization as here",
    field="/lines/{line}/prior_authorization",
    families="any authorization",
    parent="payer_procedure",
)
def payer_procedure_authorization(s: Situation) -> str:
    """The procedure at the payer, by whether an authorization number is given."""
    return f"{s.payer}|{s.procedure}|{s.authorized}" if s.procedure else ""


@key(
    says="this procedure at any payer, with or without authorization as here",
    field="/lines/{line}/prior_authorization",
    families="authorization",
    parent="procedure",
)
def procedure_authorization(s: Situation) -> str:
    """The procedure, by whether an authorization number is given."""
    return f"{s.procedure}|{s.authorized}" if s.procedure else ""


@key(
    says="this procedure at this payer, with or without referral as here",
    field="/referring_provider",
    families="any referral",
    parent="payer_procedure",
)
def payer_procedure_referral(s: Situation) -> str:
    """The procedure at the payer, by whether a referrer or referral number is given."""
    return f"{s.payer}|{s.procedure}|{s.referred}" if s.procedure else ""


@key(
    says="this specialty at this payer, with or without referral as here",
    field="/referring_provider",
    families="any referral",
    parent="payer",
)
def payer_specialty_referral(s: Situation) -> str:
    """The specialty at the payer, by whether a referrer or referral number is given."""
    return f"{s.payer}|{s.specialty}|{s.referred}" if s.specialty else ""


@key(
    says="this procedure with these modifiers at this payer",
    field="/lines/{line}/modifiers",
    families="any modifier bundling units",
    parent="payer_procedure",
)
def payer_procedure_modifiers(s: Situation) -> str:
    """The procedure at the payer, by its set of modifiers."""
    return f"{s.payer}|{s.procedure}|{s.modifiers}" if s.procedure else ""


@key(
    says="this procedure with these modifiers, at any payer",
    field="/lines/{line}/modifiers",
    families="any modifier bundling",
    parent="procedure",
)
def procedure_modifiers(s: Situation) -> str:
    """The procedure by its set of modifiers, whoever pays."""
    return f"{s.procedure}|{s.modifiers}" if s.procedure else ""


@key(
    says="this procedure for one of these diagnoses at this payer",
    field="/lines/{line}/diagnosis_pointers",
    families="any diagnosis necessity benefit",
    parent="payer_procedure",
    combine="best",
)
def payer_procedure_diagnosis(s: Situation) -> tuple[str, ...]:
    """The procedure at the payer with each diagnosis that the line points to; the best of them counts."""
    return tuple([f"{s.payer}|{s.procedure}|{code}" for code in s.diagnoses])


@key(
    says="this procedure for a diagnosis of this category at this payer",
    field="/lines/{line}/diagnosis_pointers",
    families="any diagnosis necessity benefit",
    parent="payer_procedure",
    combine="best",
)
def payer_procedure_category(s: Situation) -> tuple[str, ...]:
    """The procedure at the payer with the category of each diagnosis that the line points to; the best counts."""
    return tuple([f"{s.payer}|{s.procedure}|{code[:3]}" for code in s.diagnoses])


@key(
    says="this procedure for a diagnosis of this category, at any payer",
    field="/lines/{line}/diagnosis_pointers",
    families="diagnosis necessity",
    parent="procedure",
    combine="best",
)
def procedure_category(s: Situation) -> tuple[str, ...]:
    """The procedure with the category of each diagnosis that the line points to; the best counts."""
    return tuple([f"{s.procedure}|{code[:3]}" for code in s.diagnoses])


@key(
    says="this diagnosis at this payer",
    field="/lines/{line}/diagnosis_pointers",
    families="any benefit diagnosis necessity",
    parent="payer",
)
def payer_diagnosis(s: Situation) -> tuple[str, ...]:
    """Each diagnosis that the line points to, at the payer; the worst counts."""
    return tuple([f"{s.payer}|{code}" for code in s.diagnoses])


@key(
    says="this procedure in this place at this payer",
    field="/place_of_service",
    families="any place",
    parent="payer_procedure",
)
def payer_procedure_place(s: Situation) -> str:
    """The procedure at the payer, by place of service."""
    return f"{s.payer}|{s.procedure}|{s.place}" if s.procedure else ""


@key(
    says="this procedure in this place, at any payer",
    field="/place_of_service",
    families="place",
    parent="procedure",
)
def procedure_place(s: Situation) -> str:
    """The procedure by place of service, whoever pays."""
    return f"{s.procedure}|{s.place}" if s.procedure else ""


@key(
    says="this procedure in this many units at this payer",
    field="/lines/{line}/units",
    families="any units",
    parent="payer_procedure",
)
def payer_procedure_units(s: Situation) -> str:
    """The procedure at the payer, by units."""
    return f"{s.payer}|{s.procedure}|{s.units}" if s.procedure else ""


@key(
    says="this procedure as often in the year at this payer",
    field="/lines/{line}/service_date",
    families="units",
    parent="payer_procedure",
)
def payer_procedure_times(s: Situation) -> str:
    """The procedure at the payer, by how often the patient had it in the calendar year already."""
    return f"{s.payer}|{s.procedure}|{band(s.times, TIMES_BANDS)}" if s.procedure and s.times is not None else ""


@key(
    says="this procedure at least as often in the year at this payer",
    field="/lines/{line}/service_date",
    families="units",
    parent="payer_procedure",
)
def payer_procedure_times_reached(s: Situation) -> tuple[str, ...]:
    """The procedure at the payer, by each count of the calendar year that the patient has reached; the worst counts."""
    if not s.procedure or not s.times:
        return ()
    return tuple([f"{s.payer}|{s.procedure}|{limit}" for limit in TIMES_BANDS if limit <= s.times])


@key(
    says="services of this kind as often in the year at this payer",
    field="/lines/{line}/service_date",
    families="units",
    parent="payer",
)
def payer_kind_times(s: Situation) -> str:
    """The kind of service at the payer, by the days of the calendar year on which the patient had it already."""
    return f"{s.payer}|{s.kind}|{band(s.times_of_kind, TIMES_BANDS)}" if s.kind and s.times_of_kind is not None else ""


@key(
    says="services of this kind at least as often in the year at this payer",
    field="/lines/{line}/service_date",
    families="units",
    parent="payer",
)
def payer_kind_times_reached(s: Situation) -> tuple[str, ...]:
    """The kind of service at the payer, by each count of days that the patient has reached; the worst counts."""
    if not s.kind or not s.times_of_kind:
        return ()
    return tuple([f"{s.payer}|{s.kind}|{limit}" for limit in TIMES_BANDS if limit <= s.times_of_kind])


@key(
    says="this procedure as often in the year, at any payer",
    field="/lines/{line}/service_date",
    families="units",
    parent="procedure",
)
def procedure_times(s: Situation) -> str:
    """The procedure by how often the patient had it in the calendar year already, whoever pays."""
    return f"{s.procedure}|{band(s.times, TIMES_BANDS)}" if s.procedure and s.times is not None else ""


@key(
    says="this procedure beside another of this claim at this payer",
    field="/lines/{line}/procedure",
    families="any bundling",
    parent="payer_procedure",
)
def payer_procedure_partner(s: Situation) -> tuple[str, ...]:
    """The procedure at the payer beside each other procedure of the claim; the worst counts."""
    return tuple([f"{s.payer}|{s.procedure}|{other}" for other in s.partners])


@key(
    says="this procedure with these modifiers beside another of this claim at this payer",
    field="/lines/{line}/modifiers",
    families="any bundling modifier",
    parent="payer_procedure_modifiers",
)
def payer_procedure_partner_modifiers(s: Situation) -> tuple[str, ...]:
    """The procedure and its modifiers at the payer beside each other procedure of the claim; the worst counts."""
    return tuple([f"{s.payer}|{s.procedure}|{s.modifiers}|{other}" for other in s.partners])


@key(
    says="this procedure with these modifiers beside another of this claim, at any payer",
    field="/lines/{line}/modifiers",
    families="bundling modifier",
    parent="procedure_modifiers",
)
def procedure_partner_modifiers(s: Situation) -> tuple[str, ...]:
    """The procedure and its modifiers beside each other procedure of the claim, whoever pays; the worst counts."""
    return tuple([f"{s.procedure}|{s.modifiers}|{other}" for other in s.partners])


@key(
    says="services like this after such surgery",
    field="/lines/{line}/service_date",
    families="any bundling",
)
def surgery_aftercare(s: Situation) -> tuple[str, ...]:
    """Services with these modifiers so many days after each of the patient's surgeries here; the worst counts.

    Surgical services are told from others, since payers bundle visits into surgery.
    """
    kind = "surgery" if s.procedure[:1] in "123456" else s.procedure[:3]
    return tuple([f"{code}|{since}|{kind}|{s.modifiers}" for code, since in s.surgeries])


@key(
    says="this clinician at this payer",
    field="/rendering_provider/npi",
    families="any provider information",
    parent="payer",
)
def payer_clinician(s: Situation) -> str:
    """The rendering clinician at the payer."""
    return f"{s.payer}|{s.clinician}" if s.clinician else ""


@key(
    says="this clinician",
    field="/rendering_provider/npi",
    families="any provider information records bundling modifier",
)
def clinician(s: Situation) -> str:
    """The rendering clinician, whoever pays."""
    return s.clinician


@key(
    says="this clinician with this procedure",
    field="/rendering_provider/npi",
    families="any provider information",
    parent="clinician",
)
def clinician_procedure(s: Situation) -> str:
    """The rendering clinician with the procedure."""
    return f"{s.clinician}|{s.procedure}" if s.clinician and s.procedure else ""


@key(
    says="claims sent this long after the service to this payer",
    field="/lines/{line}/service_date",
    families="any filing",
    parent="payer",
)
def payer_delay(s: Situation) -> str:
    """The payer, by the band of days between service and submission."""
    return f"{s.payer}|{s.delay}" if s.delay else ""


@key(
    says="this billing provider",
    field="/billing_provider/npi",
    families="any eligibility information provider coordination records",
)
def biller(s: Situation) -> str:
    """The billing provider, whoever pays."""
    return s.biller


@key(
    says="this billing provider at this payer",
    field="/billing_provider/npi",
    families="any eligibility information provider coordination",
    parent="payer",
)
def payer_biller(s: Situation) -> str:
    """The billing provider at the payer."""
    return f"{s.payer}|{s.biller}" if s.biller else ""


@key(
    says="this procedure at this age at this payer",
    field="/patient/birth_date",
    families="any person benefit",
    parent="payer_procedure",
)
def payer_procedure_age(s: Situation) -> str:
    """The procedure at the payer, by the patient's age band."""
    return f"{s.payer}|{s.procedure}|{s.age}" if s.procedure and s.age else ""


@key(
    says="patients of this age at this payer",
    field="/patient/birth_date",
    families="any coordination eligibility",
    parent="payer",
)
def payer_age(s: Situation) -> str:
    """The payer, by the patient's age band."""
    return f"{s.payer}|{s.age}" if s.age else ""


@key(
    says="claims with this frequency code at this payer",
    field="/frequency_code",
    families="any duplicate information filing",
    parent="payer",
)
def payer_frequency(s: Situation) -> str:
    """The payer, by whether the claim is a first submission."""
    return f"{s.payer}|{s.frequency}"


@key(
    says="procedures whose codes begin like this one, with these modifiers at this payer",
    field="/lines/{line}/modifiers",
    families="any modifier bundling",
    parent="payer",
)
def payer_section_modifiers(s: Situation) -> str:
    """The section of the code (its first two characters) at the payer, by the set of modifiers."""
    return f"{s.payer}|{s.procedure[:2]}|{s.modifiers}" if s.procedure else ""


@key(
    says="any procedure in this place with these modifiers at this payer",
    field="/lines/{line}/modifiers",
    families="any modifier place",
    parent="payer",
)
def payer_place_modifiers(s: Situation) -> str:
    """The place at the payer, by the set of modifiers: telehealth has its own, whichever the service."""
    return f"{s.payer}|{s.place}|{s.modifiers}" if s.place else ""


@key(
    says="such a service with these modifiers beside another like the one here, at this payer",
    field="/lines/{line}/modifiers",
    families="any bundling modifier",
    parent="payer_section_modifiers",
)
def payer_section_partner_modifiers(s: Situation) -> tuple[str, ...]:
    """Codes that begin alike (three characters) and their modifiers beside each other such kind; the worst counts."""
    return tuple([f"{s.payer}|{s.procedure[:3]}|{s.modifiers}|{other}" for other in s.kinds_beside])


@key(
    says="this procedure with referrer, facility, CLIA number, drug and taxonomy given or not as here, at this payer",
    field="/referring_provider",
    families="any information",
    parent="payer_procedure",
)
def payer_procedure_given(s: Situation) -> str:
    """The procedure at the payer, by which of referrer, facility, CLIA number, drug code and taxonomy are given."""
    return f"{s.payer}|{s.procedure}|{s.given}" if s.procedure else ""


@key(
    says="dependents or subscribers as here, on a first or a later visit of the year, at this payer",
    field="/patient/relationship",
    families="any coordination eligibility",
    parent="payer",
)
def payer_coverage(s: Situation) -> str:
    """The payer, by whether the patient is a dependent, and whether it is the first visit here of the calendar year."""
    return f"{s.payer}|{s.dependent}|{s.first_of_year}"
