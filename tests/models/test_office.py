from __future__ import annotations

import stat
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from claims.claim import Claim, Patient, Payer, Provider, ServiceLine, Subscriber
from claims.sent import SentBefore
from models import BundleError, office

DAY = date(2026, 3, 2)


def a_claim(claim_id: str) -> Claim:
    return Claim(
        claim_id,
        submission_date=DAY,
        payer=Payer(id="76848"),
        billing_provider=Provider(npi="1234567893"),
        subscriber=Subscriber(member_id="W1", last_name="DOE"),
        patient=Patient(birth_date=date(1980, 1, 1), relationship="18"),
        total_charge=Decimal(60),
        lines=(ServiceLine(1, "99213", units=Decimal(1), charge=Decimal(60), service_date=DAY),),
    )


def test_what_was_sent_is_kept_beside_the_bundle_and_known_again(tmp_path: Path) -> None:
    sent = SentBefore()
    sent.add(a_claim("A1"), DAY)
    folder = office.keep(tmp_path / "bundle", sent)
    assert folder == tmp_path / "bundle-office"
    known = office.known(tmp_path / "bundle")
    assert known is not None
    assert [earlier.claim_id for earlier in known.duplicates(a_claim("A2"))] == ["A1"]


def test_only_the_owner_may_look_into_it(tmp_path: Path) -> None:
    folder = office.keep(tmp_path / "bundle", SentBefore())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_names_no_patient(tmp_path: Path) -> None:
    sent = SentBefore()
    sent.add(a_claim("A1"), DAY)
    folder = office.keep(tmp_path / "bundle", sent)
    for file in folder.iterdir():
        assert b"DOE" not in file.read_bytes()
        assert b"W1" not in file.read_bytes()


def test_a_new_one_replaces_the_old_with_its_key(tmp_path: Path) -> None:
    office.keep(tmp_path / "bundle", SentBefore())
    sent = SentBefore()
    sent.add(a_claim("A1"), DAY)
    office.keep(tmp_path / "bundle", sent)
    known = office.known(tmp_path / "bundle")
    assert known is not None
    assert len(known) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["bundle-office"]


def test_where_none_is_kept_none_is_known(tmp_path: Path) -> None:
    assert office.known(tmp_path / "bundle") is None


def test_a_key_that_is_not_its_own_is_refused_with_what_to_do(tmp_path: Path) -> None:
    folder = office.keep(tmp_path / "bundle", SentBefore())
    (folder / office.KEY).write_bytes(b"another")
    with pytest.raises(BundleError, match=r"another key.*train anew"):
        office.known(tmp_path / "bundle")


def test_a_folder_of_that_name_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "bundle-office").mkdir()
    (tmp_path / "bundle-office" / "claims.837").write_text("ISA")
    with pytest.raises(BundleError, match="holds other things"):
        office.keep(tmp_path / "bundle", SentBefore())
    assert (tmp_path / "bundle-office" / "claims.837").read_text() == "ISA"


def test_a_damaged_index_is_refused_in_words(tmp_path: Path) -> None:
    folder = office.keep(tmp_path / "bundle", SentBefore())
    (folder / office.INDEX).write_bytes(b"PK\3\4xxxx")
    with pytest.raises(BundleError, match="cannot be read"):
        office.known(tmp_path / "bundle")
