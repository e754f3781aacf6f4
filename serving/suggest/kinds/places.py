"""Another place of service, of those that are easily confused, where the payer was seen to take it."""

from __future__ import annotations

from collections.abc import Iterator

from features.seen import ENOUGH
from serving.suggest.given import Change, Given
from serving.suggest.patch import replaced

ALIKE = (
    frozenset({"02", "10"}),
    frozenset({"11", "19", "22", "24", "49", "50", "71", "72"}),
    frozenset({"12", "13", "14", "11"}),
)
"""At home or elsewhere by telehealth; an office on or off a hospital's campus; a home and what resembles one."""
READ = "26"
WHERE = {
    "02": "the patient was not at home, with the service given by telehealth",
    "10": "the patient was at home, with the service given by telehealth",
    "11": "the service was given in the office",
    "12": "the service was given in the patient's home",
    "13": "the service was given in assisted living",
    "14": "the service was given in a group home",
    "19": "the service was given in an outpatient department away from the hospital's campus",
    "22": "the service was given in an outpatient department on the hospital's campus",
    "24": "the service was given in an ambulatory surgical center",
    "49": "the service was given in an independent clinic",
    "50": "the service was given in a federally qualified health center",
    "71": "the service was given in a public health clinic",
    "72": "the service was given in a rural health clinic",
}  # fmt: skip


def changes(given: Given) -> Iterator[Change]:
    """Places that this payer, else any, took for the procedures of the claim."""
    claim = given.claim
    here = claim.place_of_service
    alike = {place for group in ALIKE if here in group for place in group} - {here}
    if not alike or any(line.place_of_service or READ in line.modifiers for line in claim.lines):
        return  # of a reading alone, the place is that of the equipment
    taken: dict[str, float] = {}
    for line in claim.lines:
        for sent in given.seen.under("payer_procedure_place", given.payer, line.procedure):
            if sent.what in alike and sent.answers >= ENOUGH:
                taken[sent.what] = taken.get(sent.what, 0.0) + sent.answers
    for place in sorted(taken, key=lambda one: (-taken[one], one)):
        yield Change(
            f"Change the place of service from {here} to {place}, only if the record shows that {WHERE[place]}: "
            "you attest that it does.",
            replaced("/place_of_service", place),
        )
