"""What went wrong most: faults by rule, by payer and by clinician, of claims as they came."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import msgspec
from msgspec import Struct, field
from sqlalchemy import and_, func, select

from serving.pages.overview.period import Period
from serving.store import Store
from serving.store.tables import batch, score, work
from serving.worklist.shown import parted

MOST = 10
"""Of each kind that are listed."""


class Faulty(Struct):
    """The claims of one payer or clinician, or those with one fault."""

    key: str
    """The rule, the payer's identifier, the clinician's NPI."""
    name: str
    claims: int = 0
    faulty: int = 0
    """Those with a fault or a warning."""
    charge: Decimal = Decimal(0)
    """Dollars charged on those."""
    rules: Counter[str] = field(default_factory=Counter)

    @property
    def commonest(self) -> str:
        """The rule that is broken most often; empty where none is."""
        return next((rule for rule, _ in self.rules.most_common(1)), "")


class Faults(Struct):
    """The most of each, the most claims first."""

    claims: int
    rules: list[Faulty]
    payers: list[Faulty]
    clinicians: list[Faulty]
    payer_names: dict[str, str]
    """What all payers are called, by identifier."""


class _Row(Struct):
    """Claims that are alike in all that is counted here."""

    payer: tuple[str, str]
    clinician: tuple[str, str]
    rules: tuple[str, ...]
    claims: int
    charge: Decimal


class _Finding(Struct):
    rule: str
    severity: str


class _Result(Struct):
    """What is read of a result."""

    findings: tuple[_Finding, ...]


_result = msgspec.json.Decoder(_Result).decode


def faults(store: Store, office: str, asked: Period) -> Faults:
    """Count the faults of claims whose batches were taken in a period."""
    batches = _batches(store, office, asked)
    rules: dict[str, Faulty] = {}
    payers: dict[str, Faulty] = {}
    clinicians: dict[str, Faulty] = {}
    claims = 0
    for row in (*_as_they_are(store, office, batches), *_changed(store, office, batches)):
        claims += row.claims
        for (key, name), table in ((row.payer, payers), (row.clinician, clinicians)):
            if key or name:
                _add(table.setdefault(key or name, Faulty(key, name or key)), row)
        for rule in row.rules:
            _add(rules.setdefault(rule, Faulty(rule, rule)), row)
    names = {one.key: one.name for one in payers.values() if one.key}
    return Faults(claims, _most(rules), _most(payers), _most(clinicians), names)


def _batches(store: Store, office: str, asked: Period) -> list[str]:
    here = batch.c
    with store.reading() as connection:
        rows = connection.execute(select(here.id, here.at).where(here.office == office)).all()
    return [one for one, at in rows if asked.since <= at.astimezone().date() <= asked.until]


def _as_they_are(store: Store, office: str, batches: list[str]) -> Iterator[_Row]:
    """Claims that nobody changed: what stands in the list is what they came with."""
    here = work.c
    named = (here.payer_id, here.payer_name, here.clinician_npi, here.clinician, here.rules)
    query = select(*named, func.count(), func.sum(here.charge)).group_by(*named)
    for one in batches:
        mine = query.where(here.office == office, here.batch == one, here.first_digest == here.claim_digest)
        with store.reading() as connection:
            rows = connection.execute(mine).all()
        for payer, payer_name, npi, clinician, rules, claims, charge in rows:
            yield _Row((payer, payer_name), (npi, clinician), parted(rules), claims, charge)


def _changed(store: Store, office: str, batches: list[str]) -> Iterator[_Row]:
    """Claims that were changed: what they came with stands in their first result."""
    here, told = work.c, score.c
    query = (
        select(here.number, here.payer_id, here.payer_name, here.clinician_npi, here.clinician, here.charge)
        .add_columns(told.result)
        .select_from(work)
        .join(score, and_(told.office == here.office, told.claim_digest == here.first_digest))
        .order_by(here.number, told.at)
    )
    for one in batches:
        mine = query.where(here.office == office, here.batch == one, here.first_digest != here.claim_digest)
        last = None
        with store.reading() as connection:
            for row in connection.execute(mine):
                if row.number == last:
                    continue
                last = row.number
                found = [one for one in _result(zlib.decompress(row.result)).findings if one.severity != "info"]
                rules = tuple(dict.fromkeys(finding.rule for finding in found))
                yield _Row((row.payer_id, row.payer_name), (row.clinician_npi, row.clinician), rules, 1, row.charge)


def _add(one: Faulty, row: _Row) -> None:
    one.claims += row.claims
    if row.rules:
        one.faulty += row.claims
        one.charge += row.charge
        for rule in row.rules:
            one.rules[rule] += row.claims


def _most(table: dict[str, Faulty]) -> list[Faulty]:
    faulty = [one for one in table.values() if one.faulty]
    return sorted(faulty, key=lambda one: (-one.faulty, -one.charge, one.name))[:MOST]
