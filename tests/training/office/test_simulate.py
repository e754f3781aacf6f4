"""A made-up office: its layout, its determinism, its rates, and the honesty of its truth."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from training.office import simulate

Row = dict[str, str]


def truth(office: Path) -> list[Row]:
    with gzip.open(office / "truth.csv.gz", "rt") as file:
        return list(csv.DictReader(file))


def digest(office: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(office.rglob("*")):
        if path.is_file():
            found.update(str(path.relative_to(office)).encode() + path.read_bytes())
    return found.hexdigest()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("office")
    simulate(out, 3_000, seed=11)
    return out


def test_the_same_seed_makes_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("one", 4), ("again", 4), ("other", 5)):
        simulate(tmp_path / name, 120, seed)
    assert digest(tmp_path / "one") == digest(tmp_path / "again")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


def test_an_office_without_claims_is_refused_with_what_to_ask_for(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ask for 1 or more"):
        simulate(tmp_path, 0, 1)


def test_the_folder_holds_history_and_future(office: Path) -> None:
    for split in ("train", "test"):
        assert list((office / split / "claims").glob("*.837"))
        assert list((office / split / "remits").glob("*.835"))
    assert max(path.name[:8] for path in (office / "train").rglob("*.8*")) < "20260701"
    assert min(path.name[:8] for path in (office / "test").rglob("*.8*")) >= "20260701"


def test_there_are_as_many_first_submissions_as_asked_for_beside_corrected_ones(office: Path) -> None:
    rows = truth(office)
    assert sum(row["freq"] == "1" for row in rows) >= 3_000
    assert sum(row["freq"] == "7" for row in rows) > 50
    assert len({(row["claim_id"], row["freq"]) for row in rows}) == len(rows)


def test_what_happens_is_drawn_from_the_oracles_probabilities(office: Path) -> None:
    rows = truth(office)
    oracle = np.array([float(row["oracle_p"]) for row in rows])
    denied = np.array([row["denied"] == "1" for row in rows])
    for group in np.array_split(np.argsort(oracle), 5):
        spread = np.sqrt((oracle[group] * (1 - oracle[group])).sum()) / len(group)
        assert abs(denied[group].mean() - oracle[group].mean()) < 4 * spread


def test_every_policy_that_refused_a_claim_is_on_record(office: Path) -> None:
    book = json.loads((office / "policies.json").read_text())
    payers = {payer["id"] for payer in book["payers"]}
    assert len(payers) == 8
    for policy in book["policies"]:
        assert policy["payer"] in payers
        assert 0 < policy["strength"] < 1
        assert policy["until"] is None or policy["since"] < policy["until"]
    codes = {code for row in truth(office) for code in row["carcs"].split()}
    assert codes <= {code for policy in book["policies"] for code in policy["codes"]}
