"""What one claim's features cost: history read, row made, answer learnt; and what a year's history weighs."""

from __future__ import annotations

import io
import time
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

import features
from claims.answer import LineOutcome, Outcome
from claims.claim import Claim, Diagnosis, Patient, Payer, Provider, ServiceLine, Subscriber
from claims.sent import SentBefore

CLAIMS, LINES = 5000, 3
PROCEDURES = ("99213", "99214", "97110", "97140", "20610", "73030", "80053", "J3301", "70553", "11102")
DIAGNOSES = ("M545", "M1711", "E119", "I10", "J029", "L570")


def claims() -> list[Claim]:
    """Professional claims of three lines, 300 patients and 20 clinicians, over a year."""
    rng = np.random.default_rng(0)
    made = []
    for nth in range(CLAIMS):
        day = date(2026, 1, 1) + timedelta(days=nth * 365 // CLAIMS)
        codes = rng.choice(PROCEDURES, LINES, replace=False)
        lines = tuple(
            ServiceLine(
                number=at,
                procedure=str(code),
                units=Decimal(1),
                charge=Decimal(100),
                service_date=day - timedelta(days=4),
                diagnosis_pointers=(1, 2),
            )
            for at, code in enumerate(codes, start=1)
        )
        made.append(
            Claim(
                f"C{nth}",
                submission_date=day,
                total_charge=Decimal(300),
                payer=Payer(id=f"P{rng.integers(8)}"),
                billing_provider=Provider(npi="1245319599"),
                rendering_provider=Provider(npi=str(rng.integers(20)), taxonomy="207Q00000X"),
                subscriber=Subscriber(member_id=str(rng.integers(300))),
                patient=Patient(birth_date=date(1970, 1, 1), relationship="18"),
                place_of_service="11",
                diagnoses=tuple(Diagnosis(str(code)) for code in rng.choice(DIAGNOSES, 2, replace=False)),
                lines=lines,
            )
        )
    return made


def main() -> None:
    """Print microseconds of the processor a claim, and bytes."""
    made = claims()
    history, sent = features.History(), SentBefore(b"benchmark")
    read = rowed = learnt = 0.0
    for nth, claim in enumerate(made):
        today = claim.submission_date
        assert today is not None
        at = time.process_time()
        past = history.past(claim, today, sent)
        between = time.process_time()
        features.rows(claim, {}, past)
        read, rowed = read + between - at, rowed + time.process_time() - between
        sent.add(claim, today)
        lines = tuple(
            LineOutcome(line.number, denied=nth % 7 == 0, codes=("CO-197",) if nth % 7 == 0 else ())
            for line in claim.lines
        )
        at = time.process_time()
        history.answered(claim, Outcome(claim.claim_id, submitted=today, answered=today, lines=lines), sent)
        learnt += time.process_time() - at
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **history.tables())
    columns = len(features.names())
    print(f"claims of {LINES} lines, {columns} columns, one core, processor time")
    print(f"history read   {read / CLAIMS * 1e6:7.0f} µs a claim")
    print(f"row made       {rowed / CLAIMS * 1e6:7.0f} µs a claim")
    print(f"answer learnt  {learnt / CLAIMS * 1e6:7.0f} µs a claim")
    print(f"history saved  {len(file.getvalue()) / 1e6:7.2f} MB")


if __name__ == "__main__":
    main()
