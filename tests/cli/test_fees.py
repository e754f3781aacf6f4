from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.command import cleanclaim
from tests.edi837 import claim, file837

HEADER = "payer,procedure,modifier,place,allowed,from,through"


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    file = tmp_path / "1.837"
    file.write_bytes(file837(claim("CC-1"), submitted="20260602"))
    return file


def scored(batch: Path, bundle_dir: Path, *more: object) -> dict[str, object]:
    done = cleanclaim("score", batch, "--model", bundle_dir, "--format", "ndjson", *more)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_the_contracts_fee_takes_the_place_of_what_was_learnt(bundle_dir: Path, batch: Path, tmp_path: Path) -> None:
    learnt = scored(batch, bundle_dir)
    fees = tmp_path / "fees.csv"
    money = []
    for fee in ("10", "20"):
        fees.write_text(f"{HEADER}\n{learnt['payer_id']},99213,,,{fee},,\n")
        result = scored(batch, bundle_dir, "--fees", fees)
        expected = result["expected_payment"]
        assert isinstance(expected, dict)
        money.append((float(expected["amount"]), float(str(result["dollars_at_risk"]))))
    assert money[1] == pytest.approx((2 * money[0][0], 2 * money[0][1]), abs=0.03)
    assert result["denial_probability"] == learnt["denial_probability"]
    told = cleanclaim("explain", batch, "CC-1", "--model", bundle_dir, "--fees", fees)
    assert f", ${float(str(result['dollars_at_risk'])):,.2f} at risk" in told.stdout


def test_a_faulty_fee_file_is_told_before_anything_is_scored(batch: Path, tmp_path: Path) -> None:
    fees = tmp_path / "fees.csv"
    fees.write_text(f"{HEADER}\nP,99213,,,ninety,,\n")
    for command in (("score", batch), ("serve",), ("forecast", batch), ("explain", batch, "CC-1")):
        done = cleanclaim(*command, "--fees", fees)
        assert done.returncode == 1
        assert f"{fees}, line 2: 'ninety' is no amount" in done.stderr
        assert done.stdout == ""


def test_what_was_allowed_below_the_contract_is_shown_by_line_and_by_payer(office: Path, tmp_path: Path) -> None:
    asked = "underpaid", "--claims", office / "train" / "claims", "--remits", office / "train" / "remits", "--fees"
    fees = tmp_path / "fees.csv"
    truth = (office / "policies.json").read_text()
    payers = [payer["id"] for payer in json.loads(truth)["payers"]]
    fees.write_text("\n".join([HEADER, *(f"{payer},99213,,,5000,," for payer in payers)]) + "\n")
    found = json.loads(cleanclaim(*asked, fees, "--format", "json").stdout)
    assert found["lines"], "a contract far above all charges: whatever is allowed below the charge is short"
    assert {line["procedure"] for line in found["lines"]} == {"99213"}
    assert all(float(line["contract"]) == float(line["charge"]) for line in found["lines"])
    assert sum(payer["underpaid"] for payer in found["payers"]) == len(found["lines"])
    rows = list(csv.DictReader(io.StringIO(cleanclaim(*asked, fees, "--format", "csv").stdout)))
    assert [row["claim_id"] for row in rows] == [line["claim_id"] for line in found["lines"]]
    table = cleanclaim(*asked, fees).stdout
    assert f"{len(rows):,} of " in table
    assert found["lines"][0]["claim_id"] in table

    fees.write_text("\n".join([HEADER, *(f"{payer},99213,,,0.01,," for payer in payers)]) + "\n")
    assert cleanclaim(*asked, fees, "--format", "json").stdout.count('"claim_id"') == 0


def test_without_a_fee_file_there_is_nothing_to_compare_with(office: Path) -> None:
    done = cleanclaim("underpaid", "--claims", office / "test" / "claims", "--remits", office / "test" / "remits")
    assert done.returncode == 1
    assert "--fees" in done.stderr
