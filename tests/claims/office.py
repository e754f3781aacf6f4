"""A claim that was sent and the answers to it, for tests: the claim in code, the answers as 835 segments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from claims.answer import Outcome, Remittance
from claims.claim import Claim, Payer, Provider, ServiceLine, Subscriber
from claims.outcomes.carc import Overrides
from claims.outcomes.matching import Matching, match
from claims.remits import read_remits_stream
from tests.claims.edi835 import interchange, transaction

SENT = date(2026, 2, 3)
SERVED = date(2026, 2, 2)


def sent(*charges: str, claim_id: str = "A1", on: date = SENT, **changes: Any) -> Claim:
    """A claim with one line a charge: procedures 99201, 99202 …, control numbers A11, A12 …."""
    lines = tuple(
        ServiceLine(
            number,
            f"9920{number}",
            units=Decimal(1),
            charge=Decimal(charge),
            service_date=SERVED,
            control_number=f"{claim_id}{number}",
        )
        for number, charge in enumerate(charges or ("100",), 1)
    )
    fields: dict[str, Any] = {
        "payer": Payer(id="76848", responsibility="P"),
        "billing_provider": Provider(npi="2058454895"),
        "subscriber": Subscriber(member_id="W1"),
        "total_charge": sum((line.charge for line in lines), Decimal(0)),
        "lines": lines,
    }
    return Claim(claim_id=claim_id, submission_date=on, **(fields | changes))


def line(number: int, charge: str, paid: str, *reasons: str, claim_id: str = "A1", more: str = "") -> str:
    """The segments that answer one line; reasons as ``CO*45*20``."""
    cas = "".join(f"CAS*{reason}~\n" for reason in reasons)
    return f"SVC*HC:9920{number}*{charge}*{paid}**1{more}~\nDTM*472*20260202~\n{cas}REF*6R*{claim_id}{number}~\n"


def answer(
    *lines: str,
    status: str = "1",
    charge: str = "100",
    paid: str = "0",
    claim_id: str = "A1",
    frequency: str = "1",
    icn: str = "ICN1",
    more: str = "",
) -> str:
    """The segments that answer one claim; ``more`` stands before the lines."""
    head = f"CLP*{claim_id}*{status}*{charge}*{paid}**12*{icn}*11*{frequency}~\nNM1*QC*1*DOE*JO****MI*W1~\n"
    return head + more + "".join(lines)


def remits(*answers: str, day: str = "20260301", payer: str = "76848", payee: str = "2058454895") -> list[Remittance]:
    """One remittance of these answers."""
    text = interchange(transaction("".join(answers), day=day, payer=payer, payee=payee))
    found = read_remits_stream([text.encode()], "a.835")
    return [item for item in found if isinstance(item, Remittance)]


def matched(
    claims: Claim | Iterable[Claim], *remittances: list[Remittance], overrides: Overrides | None = None
) -> Matching:
    """What became of the claims."""
    several = [claims] if isinstance(claims, Claim) else list(claims)
    return match(several, [one for remittance in remittances for one in remittance], overrides)


def outcome(claim: Claim, *answers: str, overrides: Overrides | None = None) -> Outcome:
    """What became of one claim by these answers of one day."""
    [found] = matched(claim, remits(*answers), overrides=overrides).outcomes
    assert found is not None
    return found
