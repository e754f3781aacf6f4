"""Who pays: eight payers of six kinds, with prices, rhythms and habits of their own (``data/payers.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claims.claim import Payer as PayerName
from claims.claim import Provider
from training.office import identity
from training.office.clinicians import organization
from training.office.draw import Dice
from training.office.specialties import table


@dataclass(frozen=True)
class Payer:
    """One payer of the office."""

    id: str
    name: str
    product: str
    filing: str
    institutional_filing: str
    form: str
    """Of its member numbers."""
    target: float
    """Share of first answers with a refused line that it is known for."""
    filing_days: int
    price: float
    share: float
    ages: tuple[int, int]
    deductible: int
    coinsurance: float
    copay: int
    days: float
    """From submission to an ordinary payment."""
    slower: float
    """How much longer a refusal takes, as a factor."""
    weekday: int
    """On which it pays."""
    silent: float
    """Share of claims that it never answers."""
    group: str
    """The group code of its refusals: CO, mostly; some say PI or OA."""
    patient_pays: bool
    """Whether refusals for coverage are laid on the patient (group PR)."""
    claim_level: float
    """Share of wholly refused claims that it answers without service lines."""
    status_four: float
    """Share of wholly refused claims that carry status 4."""
    splits: bool
    """Whether it takes its discount off first, and refuses the rest."""
    bundles: bool
    """Whether it pays two tests as the panel that they make."""
    sequestration: bool
    trace: str
    """Its tax number, as it stands in TRN03."""
    address: Provider

    @property
    def answers_as(self) -> str:
        """As its 835 says it (CLP06), which knows fewer kinds than the claim."""
        return _answered_as(self.filing)

    @property
    def institutional_answers_as(self) -> str:
        """The same for institutional claims."""
        return _answered_as(self.institutional_filing)

    def named(self, *, institutional: bool, responsibility: str = "P") -> PayerName:
        """As a claim names it."""
        filing = self.institutional_filing if institutional else self.filing
        return PayerName(id=self.id, name=self.name, filing_indicator=filing, responsibility=responsibility)


def _answered_as(filing: str) -> str:
    return "12" if filing in ("CI", "BL") else filing


PRODUCTS = (
    "medicare",
    "medicaid",
    "medicaid_managed",
    "medicare_advantage",
    "commercial",
    "commercial",
    "commercial",
    "marketplace",
)


def payers(dice: Dice) -> list[Payer]:
    """The eight payers of an office; three of them are commercial."""
    kinds = table("payers.yaml")
    names = {product: dice.sample(row["names"], len(row["names"])) for product, row in kinds.items()}
    ids = dice.sample(range(10_000, 99_999), len(PRODUCTS))
    return [
        _payer(dice, product, kinds[product], names[product].pop(), str(number))
        for product, number in zip(PRODUCTS, ids, strict=True)
    ]


def _payer(dice: Dice, product: str, row: dict[str, Any], name: str, number: str) -> Payer:
    def between(key: str) -> float:
        low, high = row[key]
        return dice.uniform(low, high)

    def listed(key: str) -> int:
        choices: list[int] = row[key]
        return dice.one_of(choices)

    return Payer(
        id=number,
        name=name,
        product=product,
        filing=dice.one_of(("CI", "BL", "12")) if product == "commercial" else str(row["filing"]),
        institutional_filing=str(row.get("institutional_filing", row["filing"])),
        form=row["form"],
        target=between("target"),
        filing_days=listed("filing_days"),
        price=between("price"),
        share=row["share"] * dice.uniform(0.7, 1.3),
        ages=(row["ages"][0], row["ages"][1]),
        deductible=listed("deductible"),
        coinsurance=row["coinsurance"],
        copay=listed("copay"),
        days=between("days"),
        slower=dice.uniform(1.2, 1.7),
        weekday=dice.whole(0, 4),
        silent=dice.uniform(0.008, 0.03),
        group="CO" if product in ("medicare", "medicaid") else dice.one_of(("CO", "CO", "CO", "PI", "OA")),
        patient_pays=dice.chance(0.5),
        claim_level=dice.uniform(0, 0.35),
        status_four=dice.uniform(0, 0.3),
        splits=dice.chance(0.2),
        bundles=product == "commercial" and dice.chance(0.7),
        sequestration=product in ("medicare", "medicare_advantage") and (product == "medicare" or dice.chance(0.5)),
        trace="1" + dice.digits(9),
        address=organization(dice, name),
    )


def fresh_member(dice: Dice, payer: Payer) -> str:
    """A new member number in this payer's form."""
    return identity.member_id(dice, payer.form)
