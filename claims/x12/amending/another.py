"""Another provider in the place of one: what was said of the one before goes, wherever it stands.

A number that names somebody else is worse than a claim that is held: where nothing tells whether it is another, or the
claim itself still holds what identified the one before, the change is refused.
"""

from __future__ import annotations

from claims.claim import Claim, Provider
from claims.x12.amending.loop import Loop
from claims.x12.amending.refusal import CannotAmend

TAX_NUMBERS = ("EI", "SY")
"""REF01 of the tax number, which the claim holds."""

OF_THE_PAYER = ("2U", "EI", "FY", "NF")
"""REF01 in loop 2010BB of numbers that are the payer's own; all others are the billing provider's at that payer."""

SAYS_WHO = ("N2", "PER", "REF")
"""Segments behind an NM1 that say who it is, and of which the claim keeps the tax number alone."""


def is_another(old: Provider, new: Provider) -> bool:
    """Whether it is another provider, to whom nothing applies that was said of the one before.

    A name or a number alone is corrected; where both are others, so is the provider. Of those without an NPI the tax
    number tells it.
    """
    return _named(old) != _named(new) and _numbered(old) != _numbered(new)


def see_who(loop: Loop, old: Provider, new: Provider, at: str) -> None:
    """See that a name is not changed in front of numbers of which nobody knows whether they go with it.

    Raises:
        CannotAmend: they may be those of somebody else.
    """
    if _named(old) != _named(new) and _numbered(new) == "" and _secondary(loop):
        raise CannotAmend(
            f"{at}/name", "other numbers (REF) stand there and may be those of the one before: give the NPI too"
        )


def drop_billing(loop: Loop, before: Claim, after: Claim) -> None:
    """Drop from loop 2000A what was said of the billing provider before, and the claim does not hold.

    Raises:
        CannotAmend: the claim still has the tax number, or the place to pay to, of the provider before.
    """
    old, new = before.billing_provider, after.billing_provider
    if old.tax_id and old.tax_id == new.tax_id:
        raise CannotAmend(
            "/billing_provider/tax_id",
            "it is that of the provider before: enter that of the new one, or, where both have the same, change the "
            "provider where claims are made",
        )
    if before.pay_to_provider is not None and before.pay_to_provider == after.pay_to_provider:
        raise CannotAmend(
            "/pay_to_provider",
            "payments would still go to the address of the provider before: change it too, or change the provider "
            "where claims are made",
        )
    [*_, who] = loop.within("NM1", "85")
    kept = {at for mark in TAX_NUMBERS for at in who.find("REF", mark)}
    who.remove([at for tag in SAYS_WHO for at in who.find(tag) if at not in kept])


def drop_at_payer(loop: Loop) -> None:
    """Drop from loop 2000B the numbers that the payer knows the billing provider by (2010BB)."""
    for payer in loop.within("NM1", "PR"):
        own = {at for mark in OF_THE_PAYER for at in payer.find("REF", mark)}
        payer.remove([at for at in payer.find("REF") if at not in own])


def drop_at_others(claim: Loop, role: str) -> None:
    """Drop from a claim the numbers that its other payers know a provider by (2330)."""
    for coverage in claim.within("SBR"):
        for loop in coverage.within("NM1", role):
            coverage.inner.remove(loop)


def _secondary(loop: Loop) -> bool:
    tax = {at for mark in TAX_NUMBERS for at in loop.find("REF", mark)}
    return any(at not in tax for at in loop.find("REF"))


def _named(provider: Provider) -> tuple[str, str]:
    return provider.name, provider.first_name


def _numbered(provider: Provider) -> str:
    """The number that tells who it is; empty where there is none."""
    return provider.npi or provider.tax_id
