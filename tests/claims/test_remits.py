from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from claims.answer import Remittance
from claims.claim import Adjustment
from claims.fault import Fault
from claims.remits import read_remits
from tests.claims.edi835 import interchange, transaction

ONE = """\
CLP*A1*1*85.73*51.32*5.70*12*ICN1*11*1~
NM1*QC*1*DOE*JO****MI*W1~
NM1*82*1*ROE*NO****XX*1882515350~
DTM*050*20260204~
SVC*HC:92134:RT:25*85.73*51.32**1~
DTM*472*20260202~
CAS*CO*45*27.71*1*253*1~
CAS*PR*3*5.70~
REF*6R*A101~
AMT*B6*57.02~
LQ*HE*N130~
"""


def read(tmp_path: Path, text: str) -> list[Remittance | Fault]:
    path = tmp_path / "a.835"
    path.write_text(text)
    return list(read_remits(path))


def test_an_answer_is_read_with_its_lines_reasons_and_remarks(tmp_path: Path) -> None:
    [remittance] = read(tmp_path, interchange(transaction(ONE)))
    assert isinstance(remittance, Remittance)
    assert (remittance.payer.id, remittance.payee.npi) == ("76848", "2058454895")
    assert (remittance.payment, remittance.answered) == (Decimal("51.32"), date(2026, 3, 1))
    [claim] = remittance.claims
    assert (claim.claim_id, claim.status, claim.frequency_code, claim.member_id) == ("A1", "1", "1", "W1")
    assert (claim.rendering_npi, claim.received, claim.patient_owes) == (
        "1882515350",
        date(2026, 2, 4),
        Decimal("5.70"),
    )
    [line] = claim.lines
    assert (line.procedure, line.modifiers, line.control_number) == ("92134", ("RT", "25"), "A101")
    assert line.adjustments == (
        Adjustment("CO", "45", Decimal("27.71"), Decimal(1)),
        Adjustment("CO", "253", Decimal(1)),
        Adjustment("PR", "3", Decimal("5.70")),
    )
    assert (line.allowed, line.remarks, line.service_date) == (Decimal("57.02"), ("N130",), date(2026, 2, 2))


def test_a_broken_amount_costs_its_own_answer_and_no_other(tmp_path: Path) -> None:
    broken = ONE.replace("A1*1*85.73*51.32", "A2*1*85.73*5l.32").replace("A101", "A201")
    text = interchange(transaction(ONE + ONE.replace("A1*", "A3*")).replace("SE*", broken + "SE*"))
    found = read(tmp_path, text)
    [fault] = [item for item in found if isinstance(item, Fault) and item.loses == "claim"]
    assert (fault.claim_id, fault.element, fault.found) == ("A2", "CLP04", "5 characters: digits, letters, other signs")
    [remittance] = [item for item in found if isinstance(item, Remittance)]
    assert [claim.claim_id for claim in remittance.claims] == ["A1", "A3"]
