"""A learnt policy as a sentence, with the counts that show it."""

from __future__ import annotations

from msgspec.structs import replace

from training.policies.policy import LearntPolicy

MOST_NAMED = 8
WANTED = {
    "authorization": "authorization",
    "referral": "a referral",
    "records": "records announced with the claim",
    "drug code": "the drug code (NDC)",
    "CLIA number": "the CLIA number",
    "referring provider": "the referring provider",
    "ordering provider": "the ordering provider",
    "facility": "the service facility",
    "billing taxonomy": "the billing provider's taxonomy",
}
"""Things that must be on the claim, by kind."""


def sentence(policy: LearntPolicy) -> LearntPolicy:
    """The policy with its sentence."""
    what, without, given = _said(policy)
    when = f"from about {policy.since} " if policy.since else ""
    if policy.until:
        when += f"until about {policy.until} "
    counts = f"{policy.refused} of {policy.against} refused{without}"
    if policy.complying:
        counts += f", {policy.refused_complying} of {policy.complying}{given}"
    return replace(policy, text=f"{when}{policy.name} {what}: {counts}")


def named(values: tuple[str, ...], word: str = "and") -> str:
    """``a, b and c``; long lists end with how many more there are."""
    if len(values) > MOST_NAMED:
        return f"{', '.join(values[:MOST_NAMED])} and {len(values) - MOST_NAMED} more"
    if len(values) <= 1:
        return "".join(values)
    return f"{', '.join(values[:-1])} {word} {values[-1]}"


def _scope(policy: LearntPolicy) -> str:
    """Of which lines it is."""
    about = {
        "procedure": "",
        "specialty": "services of specialty ",
        "place": "services at place ",
        "bill": "bills of type ",
        "clinician": "clinician ",
        "payer": "",
    }[policy.about]
    text = f"{about}{named(policy.codes)}" if policy.about != "payer" else "claims"
    if policy.kind != "place" and policy.places:
        text += f" at place {named(policy.places, 'or')}"
    if policy.over_units is not None:
        text += f" over {policy.over_units} units"
    if policy.after_services is not None:
        text += f" after {policy.after_services} services of the year"
    if policy.specialties:
        text += f" by specialty {named(policy.specialties, 'or')}"
    if policy.not_for:
        text += f" for {named(policy.not_for, 'or')}"
    if policy.beside:
        text += f" beside {named(policy.beside, 'or')}"
    return text


def _said(policy: LearntPolicy) -> tuple[str, str, str]:
    """What the payer does, and how the two counts are told apart."""
    scope = _scope(policy)
    if policy.kind in WANTED:
        return f"wants {WANTED[policy.kind]} for {scope}", " without", " with"
    if policy.kind in ("modifier", "bundling"):
        if policy.modifiers:
            wanted = f"{'one of ' if len(policy.modifiers) > 1 else ''}{named(policy.modifiers, 'or')}"
            return f"wants {wanted} on {scope}", " without", " with"
        if policy.kind == "bundling":
            return f"bundles {scope}", " beside it", " alone"
        return f"wants a modifier on {scope} that was never sent", " as sent", ""
    if policy.kind == "necessity" and not policy.only_for:
        return f"refuses {scope} for the diagnosis, and no diagnosis stands out as accepted", "", ""
    youngest, oldest = policy.ages or (None, None)
    ages = f"{'' if youngest is None else f' from age {youngest}'}{'' if oldest is None else f' through age {oldest}'}"
    nights = "" if policy.limit is None else f" under {policy.limit} nights"
    texts = {
        "necessity": (f"pays {scope} only for {named(policy.only_for, 'or')}", " for others", " for these"),
        "not covered": (f"does not cover {scope}", "", " otherwise"),
        "place": (f"does not pay {scope} at place {named(policy.places, 'or')}", " there", " elsewhere"),
        "units": (f"pays {scope} up to {policy.limit} units", " or cut above", " within"),
        "frequency": (f"pays {scope} {(policy.limit or 0) + 1} times a year", " beyond", " within"),
        "age": (f"pays {scope}{ages}", " at other ages", " within"),
        "revenue code": (f"pays {scope} under revenue code {named(policy.revenue_codes, 'or') or 'none that was sent'}",
                         " under others", " under these"),
        "type of bill": (f"takes no {scope}", "", " otherwise"),
        "level of care": (f"finds the level of care too high in {scope}{nights}", "", " otherwise"),
        "clinician": (f"does not pay {scope}", "", " otherwise"),
        "filing limit": (f"takes {scope} within {policy.limit} days", " later", " within"),
        "other coverage": ("asks for other coverage of dependents", "", " otherwise"),
    }  # fmt: skip
    return texts[policy.kind]
