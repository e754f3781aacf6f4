"""Claims that nobody would send: what every rule and feature must bear without an exception.

``claims()`` makes whole claims whose fields are absent, plausible or nonsense, each with some chance.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from claims.claim import (
    Accident,
    Adjustment,
    Claim,
    Diagnosis,
    Occurrence,
    OtherPayer,
    Patient,
    Payer,
    ProcedureCode,
    Provider,
    ServiceLine,
    Subscriber,
    ValueCode,
)

NONSENSE = st.text(max_size=12)
DAYS = st.dates() | st.dates(date(2014, 1, 1), date(2028, 1, 1))
MONEY = st.decimals(-(10**9), 10**9, places=2) | st.sampled_from([Decimal(0), Decimal(100), Decimal("155.50")])
UNITS = st.decimals(-10, 10**6, places=3)


def _code(*likely: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *likely]) | NONSENSE


def providers() -> st.SearchStrategy[Provider]:
    """Providers with good, bad and no numbers."""
    npi = _code("1234567893", "1245319599", "1234567890", "123456789", "١٢٣٤٥٦٧٨٩٣")
    return st.builds(Provider, npi=npi, tax_id=_code("123456789"), taxonomy=_code("207Q00000X"), name=NONSENSE)


def lines() -> st.SearchStrategy[ServiceLine]:
    """Service lines, some without date, code or units."""
    return st.builds(
        ServiceLine,
        number=st.integers(-1, 60),
        procedure=_code("99213", "97110", "70551", "77067", "J1100", "Q0091", "G0438", "A4397", "D0120"),
        procedure_qualifier=_code("HC", "AD", "HP"),
        modifiers=st.lists(_code("25", "GP", "KX"), max_size=6).map(tuple),
        revenue_code=_code("0450", "120"),
        units=UNITS,
        unit=_code("UN", "MJ"),
        charge=MONEY,
        service_date=st.none() | DAYS,
        service_date_end=st.none() | DAYS,
        diagnosis_pointers=st.lists(st.integers(-2, 14), max_size=6).map(tuple),
        place_of_service=_code("11", "35"),
        prior_authorization=NONSENSE,
        rendering_provider=st.none() | providers(),
    )


def claims() -> st.SearchStrategy[Claim]:
    """Whole claims."""
    optional = st.none() | DAYS
    diagnosis = st.builds(Diagnosis, code=_code("E119", "E11", "M545", "QA00101"), qualifier=_code("ABK", "ABF", "BK"))
    other_payer = st.builds(
        OtherPayer,
        id=NONSENSE,
        filing_indicator=_code("MB", "CI"),
        paid=st.none() | MONEY,
        paid_date=optional,
        adjustments=st.lists(st.builds(Adjustment, group=_code("CO"), code=_code("45"), amount=MONEY), max_size=2).map(
            tuple
        ),
    )
    return st.builds(
        Claim,
        claim_id=NONSENSE,
        claim_type=st.sampled_from(["professional", "institutional", "dental"]),
        frequency_code=_code("1", "7", "8"),
        original_reference=NONSENSE,
        submission_date=optional,
        total_charge=MONEY,
        payer=st.builds(
            Payer,
            id=_code("EXAMPLE01", "60054"),
            filing_indicator=_code("MB", "MA", "MC", "CI", "WC"),
            responsibility=_code("P", "S"),
        ),
        other_payers=st.lists(other_payer, max_size=2).map(tuple),
        billing_provider=providers(),
        rendering_provider=st.none() | providers(),
        attending_provider=st.none() | providers(),
        subscriber=st.builds(Subscriber, member_id=NONSENSE, last_name=NONSENSE),
        patient=st.builds(
            Patient,
            birth_date=optional,
            sex=_code("F", "M", "U"),
            relationship=_code("18", "19"),
            death_date=optional,
            last_name=NONSENSE,
        ),
        place_of_service=_code("11", "10", "35"),
        type_of_bill=_code("0111", "0131", "11"),
        statement_from=optional,
        statement_through=optional,
        admission_date=optional,
        diagnoses=st.lists(diagnosis, max_size=14).map(tuple),
        procedures=st.lists(st.builds(ProcedureCode, code=NONSENSE, performed=optional), max_size=2).map(tuple),
        condition_codes=st.lists(_code("45"), max_size=2).map(tuple),
        occurrence_codes=st.lists(st.builds(Occurrence, code=NONSENSE, start=optional), max_size=2).map(tuple),
        value_codes=st.lists(st.builds(ValueCode, code=NONSENSE, amount=MONEY), max_size=2).map(tuple),
        prior_authorization=NONSENSE,
        authorization_exception=NONSENSE,
        delay_reason=_code("7"),
        accident=st.none() | st.builds(Accident, occurred=optional, state=NONSENSE),
        lines=st.lists(lines(), max_size=6).map(tuple),
    )
