"""Another provider, payer or person: no number of the one before stays in the claim, wherever the guide has it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from claims.claim import Claim, OtherPayer, Provider
from claims.origin import Sourced
from claims.x12.amend import CannotAmend
from claims.x12.party import CLAIM_ROLES, LINE_ROLES
from tests.claims import x12
from tests.claims.amend.files import claims_of, written_into
from tests.claims.amend.test_places import behind, of, with_line, written

OTHER = Provider(npi="1003000126", tax_id="201234567", name="HILLTOP CLINIC")
LAKE = Provider(npi="1003000126", name="LAKE", first_name="ANN")

OTHERS_NUMBERS = ["REF*G2*PAYERSNUMBER", "REF*LU*PLACE9"]
OWN_NUMBERS = ["REF*2U*PAYER2", "REF*FY*OFFICE3"]
CONTACT = "PER*IC*FRONT DESK*TE*6085550100"

COVERAGE = x12.segments("""
    SBR*S*18*GRP9******CI
    OI***Y***Y
    NM1*IL*1*ADAMS*RUTH****MI*M0009
    NM1*PR*2*SECOND PLAN*****PI*P22
    N3*PO BOX 9
    N4*OLDTOWN*IL*62701
    DTP*573*D8*20260620
    REF*2U*PLAN22
    REF*F8*THEIRS1
    NM1*82*1
    REF*G2*HALEATTHEIRS
    NM1*85*2
    REF*G2*CLINICATTHEIRS
""")


def billed(*, billing: Sequence[str] = (), subscriber: Sequence[str] = (), claim: Sequence[str] = x12.CLAIM) -> Sourced:
    """A professional claim with segments more behind the billing provider, and behind the payer."""
    body = [*x12.BILLING, *billing, *x12.SUBSCRIBER, *subscriber, *claim]
    [one] = claims_of(x12.written(x12.interchange(x12.transaction(body))))
    return one


def covered(claim: Sequence[str] = x12.CLAIM) -> Sourced:
    """One with another payer that knows the providers by its own numbers."""
    at = claim.index("LX*1")
    return billed(claim=[*claim[:at], *COVERAGE, *claim[at:]])


def with_billing(one: Sourced, who: Provider) -> Claim:
    return replace(one.claim, billing_provider=replace(who, **where(one.claim.billing_provider)))


def where(who: Provider) -> dict[str, str]:
    return {name: getattr(who, name) for name in ("address", "city", "state", "zip", "taxonomy")}


def test_numbers_of_the_billing_provider_before_are_gone_at_every_level() -> None:
    one = billed(
        billing=["REF*0B*LICENCE1", "REF*G2*OLDNUMBER", CONTACT], subscriber=[*OWN_NUMBERS[:1], *OTHERS_NUMBERS]
    )
    now = written(one, with_billing(one, OTHER))
    behind(
        now,
        "NM1*85*2*HILLTOP CLINIC*****XX*1003000126",
        "N3*1 LAKE ROAD",
        "N4*MADISON*WI*537030001",
        "REF*EI*201234567",
        "HL*2*1*22*0",
    )
    behind(now, "NM1*PR*2*NORTHERN MEDICARE*****PI*00951", "REF*2U*PAYER2", x12.CLAIM[0])


@pytest.mark.parametrize("field", ["npi", "name"])
def test_a_billing_provider_whose_name_or_number_alone_is_corrected_keeps_the_rest(field: str) -> None:
    kept = ["REF*0B*LICENCE1", CONTACT]
    one = billed(billing=kept, subscriber=OTHERS_NUMBERS)
    corrected = replace(one.claim.billing_provider, **{field: getattr(OTHER, field)})
    now = written(one, replace(one.claim, billing_provider=corrected))
    behind(now, "REF*EI*391234567", *kept, "HL*2*1*22*0")


def test_another_billing_provider_under_the_tax_number_of_the_one_before_is_refused() -> None:
    one = billed()
    wanted = with_billing(one, replace(OTHER, tax_id=one.claim.billing_provider.tax_id))
    with pytest.raises(CannotAmend, match="that of the provider before: enter that of the new one") as refused:
        written(one, wanted)
    assert refused.value.field == "/billing_provider/tax_id"


def test_another_billing_provider_is_refused_while_payments_go_to_the_address_of_the_one_before() -> None:
    pay_to = ["NM1*87*2", "N3*9 BANK ST", "N4*OLDTOWN*IL*62701"]
    one = billed(billing=pay_to)
    assert one.claim.pay_to_provider is not None
    with pytest.raises(CannotAmend, match="payments would still go to") as refused:
        written(one, with_billing(one, OTHER))
    assert refused.value.field == "/pay_to_provider"
    moved = replace(one.claim.pay_to_provider, address="1 NEW ST")
    now = written(one, replace(with_billing(one, OTHER), pay_to_provider=moved))
    behind(now, "REF*EI*201234567", "NM1*87*2", "N3*1 NEW ST", "N4*OLDTOWN*IL*62701")


def test_a_provider_without_any_number_is_not_renamed_in_front_of_one_that_may_be_anothers() -> None:
    at = x12.CLAIM.index("NM1*82*1*HALE*IRIS****XX*1245319599")
    bare = [*x12.CLAIM[:at], "NM1*82*1*HALE*IRIS", *x12.CLAIM[at + 2 :]]
    with_number = [*bare[: at + 1], "REF*0B*LICENCE1", *bare[at + 1 :]]
    for claim, refused in ((bare, False), (with_number, True)):
        one = billed(claim=claim)
        assert one.claim.rendering_provider is not None
        renamed = replace(one.claim, rendering_provider=replace(one.claim.rendering_provider, name="HAYLE"))
        if refused:
            with pytest.raises(CannotAmend, match="may be those of the one before: give the NPI too"):
                written(one, renamed)
        else:
            assert "NM1*82*1*HAYLE*IRIS" in written(one, renamed)
        assert "REF*0B*LICENCE1" not in written(one, replace(one.claim, rendering_provider=LAKE))


ROLES = [
    (kind, outer, role, field)
    for outer, roles in (("claim", CLAIM_ROLES), ("line", LINE_ROLES))
    for kind, known in roles.items()
    for role, (field, _) in known.items()
    if field.removesuffix("_provider") != field or field in {"service_facility", "assistant_surgeon"}
]


@pytest.mark.parametrize(("kind", "outer", "role", "field"), ROLES)
def test_numbers_of_the_provider_before_are_gone_in_every_loop(kind: str, outer: str, role: str, field: str) -> None:
    first = of(kind)
    who = Provider(npi="1245319599", name="HALE", first_name="" if field == "service_facility" else "IRIS")
    one = reread(first, changed(first.claim, outer, field, who), f"NM1*{role}*", "REF*G2*HALESNUMBER")
    held = one.claim if outer == "claim" else one.claim.lines[0]
    assert getattr(held, field).npi == "1245319599"
    another = replace(LAKE, first_name=who.first_name and LAKE.first_name)
    assert "HALESNUMBER" not in "~".join(written(one, changed(one.claim, outer, field, another)))
    assert "HALESNUMBER" not in "~".join(written(one, changed(one.claim, outer, field, None)))
    assert "HALESNUMBER" in "~".join(written(one, changed(one.claim, outer, field, replace(who, npi=LAKE.npi))))


def changed(claim: Claim, outer: str, field: str, who: Provider | None) -> Claim:
    if outer == "claim":
        return replace(claim, **{field: who})
    return with_line(claim, 0, replace(claim.lines[0], **{field: who}))


def reread(first: Sourced, wanted: Claim, opener: str, more: str) -> Sourced:
    """A claim with a change, as it is read from a file that has a segment more behind the provider who was put in."""
    assert first.origin.delimiters
    mark, end = first.origin.delimiters.element, first.origin.delimiters.terminator
    now = written(first, wanted)
    opener, more = opener.replace("*", mark), more.replace("*", mark)
    last = max(at for at, segment in enumerate(now) if segment.startswith(opener) and "1245319599" in segment)
    return claims_of(
        written_into(first, "".join(f"{one}{end}" for one in [*now[: last + 1], more, *now[last + 1 :]]).encode())
    )[0]


def test_other_payers_know_another_provider_by_no_number_of_the_one_before() -> None:
    one = covered()
    rendered = "~".join(written(one, replace(one.claim, rendering_provider=LAKE)))
    assert "HALEATTHEIRS" not in rendered
    assert "CLINICATTHEIRS" in rendered
    billing = "~".join(written(one, with_billing(one, OTHER)))
    assert "HALEATTHEIRS" in billing
    assert "CLINICATTHEIRS" not in billing


def test_another_other_payer_is_told_nothing_of_the_one_before() -> None:
    one = covered()
    [payer] = one.claim.other_payers
    assert isinstance(payer, OtherPayer)
    now = written(one, replace(one.claim, other_payers=(replace(payer, id="P77", name="THIRD PLAN"),)))
    behind(now, "NM1*PR*2*THIRD PLAN*****PI*P77", "DTP*573*D8*20260620", "REF*F8*THEIRS1", "LX*1")
    corrected = written(one, replace(one.claim, other_payers=(replace(payer, name="SECOND PLANS"),)))
    behind(corrected, "NM1*PR*2*SECOND PLANS*****PI*P22", "N3*PO BOX 9")
    assert "REF*G2*HALEATTHEIRS" in corrected
